import type { Secret } from '@chain-of-trust/auth-core'
import {
  allowInsecureRequests,
  ClientSecretPost,
  customFetch,
  type Client,
  type ClientAuth,
} from 'oauth4webapi'
import type { Provider, ProviderFetch } from './provider.ts'

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])
/** Milliseconds. Shorter than a provider's leeway for a repeated refresh: what hangs can be asked again within it. */
const PATIENCE = 5000

export type Fetch = (input: string, init?: RequestInit) => Promise<Response>

/**
 * Who we are at a provider's token and revocation endpoints, for every function of oauth4webapi. In the body (RFC 6749
 * §2.3.1), as GitHub and Atlassian document it: a header would have to be form-encoded, which not every server undoes.
 */
export function oauthClient({ client }: Provider): { client: Client; authentication: ClientAuth } {
  return { client: { client_id: client.id }, authentication: ClientSecretPost(client.secret.reveal()) }
}

/**
 * Options for one request of oauth4webapi: our fetch, a time limit, and plain http for loopback alone.
 * @param patience milliseconds
 */
export function oauthRequest(provider: Provider, fetch: Fetch, patience = PATIENCE) {
  return {
    signal: AbortSignal.timeout(patience),
    [customFetch]: async (url: string, init: RequestInit) => honestStatus(await fetch(url, init)),
    [allowInsecureRequests]: LOOPBACK.has(new URL(provider.authorizationServer.issuer).hostname),
  }
}

/** github.com refuses with status 200: `{ "error": … }` is an error whatever the status says (RFC 6749 §5.2). */
async function honestStatus(response: Response): Promise<Response> {
  if (response.status !== 200 || !response.headers.get('content-type')?.includes('json')) return response
  const text = await response.text()
  const { headers } = response
  return new Response(text, { status: isError(text) ? 400 : 200, headers })
}

function isError(text: string): boolean {
  try {
    const body: unknown = JSON.parse(text)
    return typeof body === 'object' && body !== null && 'error' in body && !('access_token' in body)
  } catch {
    return false
  }
}

/** A fetch for the provider's API with this token. It goes nowhere else, whatever a path or a redirect says. */
export function providerFetch({ apiUrl }: Provider, token: Secret, fetch: Fetch): ProviderFetch {
  return (path, init = {}) => {
    const url = new URL(`${apiUrl}${path}`)
    const { origin, pathname } = new URL(apiUrl)
    if (url.origin !== origin || !url.pathname.startsWith(`${pathname.replace(/\/$/, '')}/`)) {
      throw new Error('a path that leaves the API')
    }
    const headers = new Headers(init.headers)
    headers.set('authorization', `Bearer ${token.reveal()}`)
    headers.set('accept', 'application/json')
    return fetch(url.href, { signal: AbortSignal.timeout(PATIENCE), ...init, headers, redirect: 'error' })
  }
}
