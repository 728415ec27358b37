import { bounded, type TokenFetch } from '../guarded-fetch.ts'

/** How long an authorization server may take, in milliseconds. */
const TIMEOUT = 10_000
const METADATA = /\/\.well-known\/(oauth-authorization-server|openid-configuration)(\/|$)/

/**
 * Fetches what discovery has named: an MCP server chooses these URLs, so they are an attacker's input. https
 * only, but for loopback; no redirect is followed; answers are bounded in time and size. Behind a network
 * that has secrets of its own, an egress proxy must do what a look at the name cannot (DNS rebinding).
 */
export function oauthFetch(fetch: TokenFetch): TokenFetch {
  return async (input, init = {}) => {
    const url = new URL(input)
    if (!isAllowed(url)) throw new Error(`not fetched: ${url.protocol}//${url.hostname}`)
    const patience = AbortSignal.timeout(TIMEOUT)
    const signal = init.signal ? AbortSignal.any([init.signal, patience]) : patience
    const response = bounded(await fetch(url, { ...init, redirect: 'error', signal }))
    return METADATA.test(url.pathname) && response.ok ? withPkce(response) : response
  }
}

function isAllowed({ protocol, hostname }: URL): boolean {
  const loopback = ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
  if (protocol === 'http:') return loopback
  return (
    protocol === 'https:' &&
    !/^(10\.|127\.|169\.254\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|\[)/.test(hostname)
  )
}

/**
 * A server that does not say that it checks PKCE is not used (MCP 2026-07-28, Authorization Code Protection).
 * The SDK goes on without.
 */
async function withPkce(response: Response): Promise<Response> {
  const text = await response.text()
  const { code_challenge_methods_supported: methods } = JSON.parse(text) as Record<string, unknown>
  if (!Array.isArray(methods) || !methods.includes('S256')) {
    throw new Error('the authorization server does not offer PKCE with S256')
  }
  return new Response(text, response)
}
