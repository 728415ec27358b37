import { InteractionRequiredAuthError } from '@azure/msal-browser'
import { dpopFetch, type DpopKey } from '@chain-of-trust/auth-core/dpop-client'
import { kindOfSignIn } from '../failure/kind-of-sign-in.ts'
import { asksForFreshTokenOnly } from './challenge.ts'
import { newTraceparent } from './traceparent.ts'
import { readRefusal, type OrchestratorRefusal } from './orchestrator-refusal.ts'

export interface ResourceFetchOptions {
  /** Origin of the resource that the token is for: requests go there and nowhere else. */
  origin: string
  /** Absent: plain Bearer. */
  key: DpopKey | undefined
  accessToken: (options: Renewal) => Promise<string>
  fetch?: (input: string, init?: RequestInit) => Promise<Response>
}

interface Renewal {
  forceRefresh: boolean
  /** JSON text: what the new token must fulfil. */
  claims?: string
}

export type ResourceFetch = (path: string, init?: RequestInit) => Promise<Response>

/**
 * Step 2 of the walk-through: a request to a resource (the orchestrator; beside it, whoever shows what happened) with
 * the token for it and a proof. The token exists in this function only, on its way from MSAL's cache into the header.
 * @throws OrchestratorRefusal for any answer but success
 */
export function resourceFetch({
  origin,
  key,
  accessToken,
  fetch = (input, init) => globalThis.fetch(input, init),
}: ResourceFetchOptions): ResourceFetch {
  const present = key === undefined ? bearerFetch(fetch) : dpopFetch(key, { fetch })

  return async (path, init) => {
    const url = new URL(path, origin)
    if (url.origin !== origin) throw new TypeError(`${url.origin} is not ${origin}`)
    const send = (token: string): Promise<Response> => {
      const headers = new Headers(init?.headers)
      headers.set('traceparent', newTraceparent())
      return present(url.href, {
        ...init,
        headers,
        credentials: 'omit',
        cache: 'no-store',
        accessToken: token,
      })
    }

    const response = await send(await accessToken({ forceRefresh: false }))
    if (response.ok) return response
    const refusal = await readRefusal(response)
    const renewal = renewalFor(refusal)
    if (renewal === undefined) throw refusal
    const second = await send(await renewed(renewal, refusal, accessToken))
    if (second.ok) return second
    throw await readRefusal(second)
  }
}

/** What may help without the person, once. */
function renewalFor(refusal: OrchestratorRefusal): Renewal | undefined {
  // What waits at the orchestrator is resumed, not sent again: that would begin it a second time.
  if (refusal.status !== 401 || refusal.operation !== undefined) return undefined
  // Expired on the way: MSAL would hand out the same token until it expires.
  if (refusal.error === 'invalid_token') return { forceRefresh: true }
  const { claims } = refusal.challenge ?? {}
  if (claims === undefined || !asksForFreshTokenOnly(refusal.challenge ?? {})) return undefined
  // Sessions were revoked (`nbf`), and this may be one that was opened since.
  return { forceRefresh: true, claims }
}

async function renewed(
  renewal: Renewal,
  refusal: OrchestratorRefusal,
  accessToken: ResourceFetchOptions['accessToken'],
): Promise<string> {
  try {
    return await accessToken(renewal)
  } catch (error) {
    // The person is needed, for what the orchestrator asked; unless the identity provider says that no person
    // can help.
    const asks = error instanceof InteractionRequiredAuthError && kindOfSignIn(error) === undefined
    throw renewal.claims !== undefined && asks ? refusal : error
  }
}

function bearerFetch(fetch: NonNullable<ResourceFetchOptions['fetch']>) {
  return (
    url: string,
    { accessToken, ...init }: RequestInit & { accessToken: string },
  ): Promise<Response> => {
    const headers = new Headers(init.headers)
    headers.set('authorization', `Bearer ${accessToken}`)
    return fetch(url, { ...init, headers })
  }
}
