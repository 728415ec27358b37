import { Refusal } from '@chain-of-trust/auth-core'
import { refusalIn } from './refusal-in.ts'
import { UnusableAnswer } from './unusable-answer.ts'

export type TokenFetch = (input: string | URL, init?: RequestInit) => Promise<Response>

/** Bytes of one answer. A server that sends more would fill our memory and the model's context. */
const LONGEST_ANSWER = 1024 * 1024

/**
 * The fetch under the MCP client. A refusal is read here, from status and headers, before the SDK turns it
 * into an error text in which the claims challenge is lost.
 * @throws Refusal what the MCP server refused, or that it cannot be reached
 */
export function guardedFetch(fetch: TokenFetch): TokenFetch {
  return async (input, init) => {
    const response = await fetch(input, init).catch((cause: unknown) => {
      if (init?.signal?.aborted === true) throw cause
      throw new Refusal('resource_unavailable', { detail: 'MCP server unreachable', cause })
    })
    // A 400 holds a JSON-RPC error about the request itself, and a 405 says that there is no standing stream:
    // the SDK reads those.
    const spoken = response.status === 400 || (response.status === 405 && init?.method === 'GET')
    if (!response.ok && !spoken) throw await refusalIn(response)
    return bounded(response)
  }
}

/** Counts what comes, and breaks off when it is too much. */
export function bounded(response: Response): Response {
  if (response.body === null) return response
  let length = 0
  const counted = response.body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        length += chunk.byteLength
        if (length > LONGEST_ANSWER) controller.error(new UnusableAnswer('its answer is larger than 1 MiB'))
        else controller.enqueue(chunk)
      },
    }),
  )
  return new Response(counted, response)
}
