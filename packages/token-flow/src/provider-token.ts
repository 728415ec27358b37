/**
 * A provider's token, on loan from the token vault for one call (pattern 3). Issued by somebody else's authorization
 * server for the person's account there: none of ours accepts it, and it is bound to no key.
 */
import { spanOfRequest } from './request-span.ts'
import type { Sender, SenderOptions } from './sender.ts'

/**
 * Presents the token to the one URL that was asked for. A redirect is an answer like any other, and is not followed:
 * the token must not follow a `Location` (RFC 9700 §4.11). Nor does the trace go along: it is ours, they are strangers.
 */
export function withProviderToken({
  fetch = (input, init) => globalThis.fetch(input, init),
}: Pick<SenderOptions, 'fetch'> = {}): Sender {
  return (token) =>
    (input, init = {}) =>
      spanOfRequest(input, init, () => {
        const headers = new Headers(init.headers)
        headers.set('Authorization', `Bearer ${token.reveal()}`)
        return fetch(new URL(input).href, { ...init, headers, redirect: 'manual' })
      })
}
