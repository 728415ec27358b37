import { APICallError, InvalidToolInputError, NoSuchToolError, RetryError } from 'ai'

/** One plain sentence for the person; the error itself goes to the log. Provider texts may quote the prompt. */
export function sentenceFor(error: unknown): string {
  const cause = RetryError.isInstance(error) ? error.lastError : error
  if (NoSuchToolError.isInstance(cause)) return 'The model asked for a tool that it was not offered.'
  if (InvalidToolInputError.isInstance(cause))
    return 'The model called a tool with arguments that are not valid.'
  if (!APICallError.isInstance(cause)) return 'The agent failed. Please try again.'
  const { statusCode, responseHeaders } = cause
  if (statusCode === 401 || statusCode === 403)
    return 'The language model refused its key: an operator has to repair it.'
  const wait = /^\d+$/.exec(responseHeaders?.['retry-after'] ?? '')?.[0]
  const when = wait === undefined ? 'in a moment' : `in ${wait} seconds`
  if (statusCode === 429) return `The language model is busy. Try again ${when}.`
  if (statusCode === undefined || statusCode >= 500) {
    return `The language model cannot be reached. Try again ${when}.`
  }
  return 'The language model refused the request.'
}
