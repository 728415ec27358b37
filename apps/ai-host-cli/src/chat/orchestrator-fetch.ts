import { traceContext, withTrace } from '@chain-of-trust/auth-core'
import { dpopFetch } from '@chain-of-trust/auth-core/dpop-client'
import type { TokenRequest, TokenSource } from '../identity/token-source.ts'
import { readRefusal, type OrchestratorRefusal } from './orchestrator-refusal.ts'

export interface OrchestratorFetchOptions {
  /** Origin: requests go there and nowhere else. */
  orchestrator: string
  source: Pick<TokenSource, 'key' | 'token'>
  /** Full names of Token A's scopes. */
  scopes: readonly string[]
  senderConstraint: 'dpop' | 'none'
  fetch?: (input: string, init?: RequestInit) => Promise<Response>
  /** Epoch seconds. */
  now?: () => number
}

/** @throws OrchestratorRefusal for any answer but success · SignInError · TypeError: no answer came */
export type OrchestratorFetch = (path: string, init?: RequestInit) => Promise<Response>

/**
 * Step 2 of the walk-through from a terminal: a request to the orchestrator with Token A and a proof. A token that is
 * refused is replaced once: by a newer one, or by one that meets the challenge, for which the person may be asked.
 */
export function orchestratorFetch({
  orchestrator,
  source,
  scopes,
  senderConstraint,
  fetch = (input, init) => globalThis.fetch(input, init),
  now = () => Math.floor(Date.now() / 1000),
}: OrchestratorFetchOptions): OrchestratorFetch {
  const bound = dpopFetch(source.key, { fetch })
  const { origin } = new URL(orchestrator)

  return async (path, init = {}) => {
    const url = new URL(path, origin)
    if (url.origin !== origin) throw new TypeError(`${url.origin} is not the orchestrator`)
    const send = async (request: Partial<TokenRequest>): Promise<Response> => {
      const { signal } = init
      const { token } = await source.token({ scopes, ...(signal ? { signal } : {}), ...request })
      const headers = new Headers(init.headers)
      const { traceparent } = withTrace(undefined, traceContext)
      if (traceparent !== undefined) headers.set('traceparent', traceparent)
      if (senderConstraint === 'dpop') return bound(url, { ...init, headers, accessToken: token })
      headers.set('authorization', `Bearer ${token.reveal()}`)
      return fetch(url.href, { ...init, headers })
    }

    const response = await send({})
    if (response.ok) return response
    const refusal = await readRefusal(response)
    const renewal = renewalFor(refusal, now)
    if (renewal === undefined) throw refusal
    const second = await send(renewal)
    if (second.ok) return second
    throw await readRefusal(second)
  }
}

/** What may help, once. */
function renewalFor(
  refusal: OrchestratorRefusal,
  now: () => number,
): Pick<TokenRequest, 'claims' | 'newerThan'> | undefined {
  // What waits at the orchestrator is resumed, not sent again: that would begin it a second time.
  if (refusal.status !== 401 || refusal.operation !== undefined) return undefined
  if (refusal.claims !== undefined) return { claims: refusal.claims }
  return refusal.error === 'invalid_token' ? { newerThan: now() } : undefined
}
