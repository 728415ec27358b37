import { traceContext, type Secret } from '@chain-of-trust/auth-core'
import { dpopFetch, type DpopKey } from '@chain-of-trust/auth-core/dpop-client'
import { spanOfRequest } from './request-span.ts'

/** A fetch that presents one token, and nothing else, to wherever it is pointed. */
export type TokenFetch = (input: string | URL, init?: RequestInit) => Promise<Response>

/** Makes the fetch for a token. One sender per process: it remembers each server's DPoP nonce. */
export type Sender = (token: Secret) => TokenFetch

export interface SenderOptions {
  /** The key that our tokens are bound to; absent: bearer tokens. */
  dpopKey?: DpopKey | undefined
  fetch?: (input: string, init?: RequestInit) => Promise<Response>
}

/**
 * Presents tokens with a proof of possession and the trace of the current request. Redirects are refused:
 * a token must not follow a `Location` that its audience chose.
 */
export function createSender({
  dpopKey,
  fetch = (input, init) => globalThis.fetch(input, init),
}: SenderOptions): Sender {
  const bound = dpopKey === undefined ? undefined : dpopFetch(dpopKey, { fetch })
  return (token) =>
    (input, init = {}) =>
      spanOfRequest(input, init, () => {
        const headers = new Headers(init.headers)
        // Inside the span: the next hop's is its child.
        for (const [name, value] of Object.entries(traceContext())) headers.set(name, value)
        const request = { ...init, headers, redirect: 'error' as const }
        if (bound !== undefined) return bound(input, { ...request, accessToken: token })
        headers.set('Authorization', `Bearer ${token.reveal()}`)
        return fetch(new URL(input).href, request)
      })
}
