import type { ReplyAddress } from './authorization-request.ts'
import { errorBody, type EntraError } from './entra-error.ts'

/** The URL that carries an answer back to the client, with its `state` (RFC 6749 §4.1.2). */
export function replyUrl(
  { redirectUri, responseMode, state }: ReplyAddress,
  parameters: Record<string, string>,
): string {
  const url = new URL(redirectUri)
  const answer = new URLSearchParams(parameters)
  if (state !== undefined) answer.set('state', state)
  if (responseMode === 'fragment') url.hash = answer.toString()
  else for (const [name, value] of answer) url.searchParams.set(name, value)
  return url.href
}

/** The URL that carries an error back (RFC 6749 §4.1.2.1, with Entra's `suberror` and `claims`). */
export function errorReplyUrl(
  address: ReplyAddress,
  failure: EntraError,
  context: { now: number; origin: string },
): string {
  const body = errorBody(failure, { ...context, correlationId: address.correlationId })
  const { error, error_description, error_uri, suberror, claims } = body
  return replyUrl(address, {
    error,
    error_description,
    error_uri,
    ...(suberror === undefined ? {} : { suberror }),
    ...(claims === undefined ? {} : { claims }),
  })
}
