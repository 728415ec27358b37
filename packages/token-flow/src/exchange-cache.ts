import { hash } from 'node:crypto'
import {
  concerns,
  subjectIndex,
  type Exchange,
  type ExchangedToken,
  type Revocations,
  type Secret,
  type Subject,
} from '@chain-of-trust/auth-core'
import { decodeJwt } from 'jose'
import { LRUCache } from 'lru-cache'
import type { ConfidentialClient } from './confidential-client.ts'
import { requestOnBehalfOf } from './on-behalf-of.ts'

/** Seconds before its end at which a token is no longer handed out: the next hop needs it whole. */
const MARGIN = 300

export interface ExchangeOptions {
  /** Tokens kept; the least recently used one goes first. */
  max?: number
  /** Says when a person's tokens, or a tenant's, must be asked for anew. */
  revocations?: Pick<Revocations, 'onFlush'> | undefined
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
 * ends or `revocations` flush it.
 */
export function cacheExchange(exchange: Exchange, options: ExchangeOptions = {}): Exchange {
  const { max = 10_000, revocations, now = () => performance.now() } = options
  const owners = subjectIndex()
  const kept = new LRUCache<string, Kept>({
    max,
    ttl: 1,
    ttlResolution: 0,
    perf: { now },
    dispose: ({ subject }, key) => owners.remove(subject, key),
  })
  const flights = new Map<string, Flight>()

  revocations?.onFlush((whose) => {
    owners.keysOf(whose).forEach((key) => kept.delete(key))
    // Asked for before and answered after: whoever waits gets it, nobody who comes later.
    for (const [key, { subject }] of flights) if (concerns(whose, subject)) flights.delete(key)
  })

  function request(key: string, assertion: Secret, scopes: readonly string[]): Promise<ExchangedToken> {
    const { subject, exp } = claimsOf(assertion)
    const landing = exchange(assertion, scopes)
      .then((token) => {
        if (flights.get(key) === flight) keep(key, { token, subject }, exp)
        return token
      })
      .finally(() => {
        if (flights.get(key) === flight) flights.delete(key)
      })
    const flight: Flight = { landing, subject }
    flights.set(key, flight)
    return landing
  }

  function keep(key: string, entry: Kept, end: number): void {
    kept.set(key, entry, { ttl: lifetime(entry.token, end) })
    owners.add(entry.subject, key)
  }

  return async (assertion, scopes, { claims } = {}) => {
    // An answer to a challenge must reach the authorization server.
    if (claims !== undefined) return exchange(assertion, scopes, { claims })
    const key = cacheKey(assertion, scopes)
    const known = kept.get(key)
    if (known !== undefined) return { ...known.token, cached: true }
    return flights.get(key)?.landing ?? request(key, assertion, scopes)
  }
}

interface Kept {
  token: ExchangedToken
  subject: Subject
}

interface Flight {
  landing: Promise<ExchangedToken>
  subject: Subject
}

function cacheKey(assertion: Secret, scopes: readonly string[]): string {
  return `${hash('sha256', assertion.reveal(), 'base64url')} ${scopes.toSorted().join(' ')}`
}

/** Whom the assertion is about, in the words of `TokenFormat`. Our caller has verified it. */
function claimsOf(assertion: Secret): { subject: Subject; exp: number } {
  const {
    iss = '',
    sub = '',
    tid = iss,
    oid = sub,
    exp = 0,
  } = decodeJwt<Partial<Subject>>(assertion.reveal())
  return { subject: { tid, oid }, exp }
}

/**
 * Milliseconds: never past the new token's margin, never past the end of the assertion it was made from.
 * @param end of the assertion, epoch seconds
 */
function lifetime({ expiresAt }: ExchangedToken, end: number): number {
  const seconds = Math.min(expiresAt - MARGIN, end) - Date.now() / 1000
  // Zero would mean "for ever" to the cache.
  return Math.max(1, Math.floor(seconds * 1000))
}
