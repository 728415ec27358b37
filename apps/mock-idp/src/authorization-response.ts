import type { RedirectAddress } from './authorization-request.ts'
import { errorBody, type EntraError } from './entra-error.ts'

/** What the client is told: a code, or an error. */
export type Answer = Readonly<Record<string, string>>

/** The answer with the client's own `state` (RFC 6749 §4.1.2). */
export function replyParameters({ state }: RedirectAddress, answer: Answer): Answer {
  return state === undefined ? answer : { ...answer, state }
}

/** The URL that carries an answer back to the client, in its query or its fragment. */
export function replyUrl(address: RedirectAddress, answer: Answer): string {
  const url = new URL(address.redirectUri)
  const parameters = new URLSearchParams(replyParameters(address, answer))
  if (address.responseMode === 'fragment') url.hash = parameters.toString()
  else for (const [name, value] of parameters) url.searchParams.set(name, value)
  return url.href
}

/** An error as an answer (RFC 6749 §4.1.2.1, with Entra's `suberror` and `claims`). */
export function errorAnswer(
  correlationId: string,
  failure: EntraError,
  context: { now: number; origin: string },
): Answer {
  const body = errorBody(failure, { ...context, correlationId })
  const { error, error_description, error_uri, suberror, claims } = body
  return {
    error,
    error_description,
    error_uri,
    ...(suberror === undefined ? {} : { suberror }),
    ...(claims === undefined ? {} : { claims }),
  }
}
