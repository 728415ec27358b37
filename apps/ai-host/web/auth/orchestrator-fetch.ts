import { dpopFetch, type DpopKey } from '@chain-of-trust/auth-core/dpop-client'
import { readRefusal } from './orchestrator-refusal.ts'

export interface OrchestratorFetchOptions {
  /** Origin: requests go there and nowhere else. */
  orchestrator: string
  /** Absent: plain Bearer. */
  key: DpopKey | undefined
  accessToken: (options: { forceRefresh: boolean }) => Promise<string>
  fetch?: (input: string, init?: RequestInit) => Promise<Response>
}

export type OrchestratorFetch = (path: string, init?: RequestInit) => Promise<Response>

/**
 * Step 2 of the walk-through: a request to the orchestrator with Token A and a proof. The token exists in
 * this function only, on its way from MSAL's cache into the header.
 * @throws OrchestratorRefusal for any answer but success
 */
export function orchestratorFetch({
  orchestrator,
  key,
  accessToken,
  fetch = (input, init) => globalThis.fetch(input, init),
}: OrchestratorFetchOptions): OrchestratorFetch {
  const present = key === undefined ? bearerFetch(fetch) : dpopFetch(key, { fetch })

  return async (path, init) => {
    const url = new URL(path, orchestrator)
    if (url.origin !== orchestrator) throw new TypeError(`${url.origin} is not the orchestrator`)
    const attempt = async (forceRefresh: boolean): Promise<Response> =>
      present(url.href, {
        ...init,
        credentials: 'omit',
        cache: 'no-store',
        accessToken: await accessToken({ forceRefresh }),
      })

    const response = await attempt(false)
    if (response.ok) return response
    const refusal = await readRefusal(response)
    // Expired on the way, or revoked: MSAL would hand out the same token until it expires.
    if (refusal.status !== 401 || refusal.error !== 'invalid_token') throw refusal
    const second = await attempt(true)
    if (second.ok) return second
    throw await readRefusal(second)
  }
}

function bearerFetch(fetch: NonNullable<OrchestratorFetchOptions['fetch']>) {
  return (
    url: string,
    { accessToken, ...init }: RequestInit & { accessToken: string },
  ): Promise<Response> => {
    const headers = new Headers(init.headers)
    headers.set('authorization', `Bearer ${accessToken}`)
    return fetch(url, { ...init, headers })
  }
}
