import { hash } from 'node:crypto'
import type { Exchange, ExchangedToken, Secret } from '@chain-of-trust/auth-core'
import { decodeJwt } from 'jose'
import { LRUCache } from 'lru-cache'
import type { ConfidentialClient } from './confidential-client.ts'
import { requestOnBehalfOf } from './on-behalf-of.ts'

/** Seconds before its end at which a token is no longer handed out: the next hop needs it whole. */
const MARGIN = 300

interface Request {
  assertion: Secret
  scopes: readonly string[]
}

export interface ExchangeOptions {
  /** Tokens kept; the least recently used one goes first. */
  max?: number
  /** Milliseconds, any epoch; for tests. */
  now?: () => number
}

/** The exchange of one confidential client, through `cacheExchange`. */
export function createExchange(client: ConfidentialClient, options: ExchangeOptions = {}): Exchange {
  // The refresh token of the answer is let go of: while the person is there, they bring the next assertion.
  const request: Exchange = async (assertion, scopes, { claims } = {}) =>
    (await requestOnBehalfOf(client, assertion, scopes, claims)).token
  return cacheExchange(request, options)
}

/**
 * An exchange in front of another one, with a bounded cache and single flight.
 *
 * The key is the hash of the *whole* assertion plus the scopes: two sessions of one user, or the same user
 * after a step-up, never share an entry, and equal requests in flight make one token request. A hit skips
 * the authorization server: what changed there since (a policy, a revocation) is not seen until the entry
 * ends or is flushed.
 */
export function cacheExchange(exchange: Exchange, { max = 10_000, now }: ExchangeOptions = {}): Exchange {
  const clock = now ?? (() => performance.now())
  const tokens = new LRUCache<string, ExchangedToken, Request>({
    max,
    ttl: 1,
    ttlResolution: 0,
    perf: { now: clock },
    // Evicted while still in flight: the caller gets its token all the same.
    ignoreFetchAbort: true,
    allowStaleOnFetchAbort: true,
    fetchMethod: async (_key, _stale, { options, context }) => {
      const token = await exchange(context.assertion, context.scopes)
      options.ttl = lifetime(context.assertion, token)
      return token
    },
  })

  return async (assertion, scopes, options = {}) => {
    // An answer to a challenge must reach the authorization server.
    if (options.claims !== undefined) return exchange(assertion, scopes, options)
    const key = cacheKey(assertion, scopes)
    const token = tokens.get(key)
    if (token !== undefined) return { ...token, cached: true }
    return tokens.forceFetch(key, { context: { assertion, scopes } })
  }
}

function cacheKey(assertion: Secret, scopes: readonly string[]): string {
  return `${hash('sha256', assertion.reveal(), 'base64url')} ${scopes.toSorted().join(' ')}`
}

/** Milliseconds: never past the new token's margin, never past the end of the assertion it was made from. */
function lifetime(assertion: Secret, token: ExchangedToken): number {
  const { exp = 0 } = decodeJwt(assertion.reveal())
  const seconds = Math.min(token.expiresAt - MARGIN, exp) - Date.now() / 1000
  // Zero would mean "for ever" to the cache.
  return Math.max(1, Math.floor(seconds * 1000))
}
