import { isDeepStrictEqual } from 'node:util'
import { createRemoteJWKSet, customFetch, errors, type JWTVerifyGetKey } from 'jose'
import { Refusal } from './refusal.ts'

/** Finds the key that a token names. jose's own shape, so any jose key set will do where keys never change. */
export interface KeySource extends JWTVerifyGetKey {
  /**
   * Moves when a key leaves the set: what was verified before must be verified again. Asking also sees to it
   * that the set does not grow old where nothing but remembered tokens is presented.
   */
  epoch?(): number
  /** Calls back when the keys could not be refreshed while older ones still serve. */
  onRefreshFailed?(listener: (error: unknown) => void): void
}

export interface RemoteKeysOptions {
  fetch?: (url: string, init: RequestInit) => Promise<Response>
  /** All times in milliseconds. How long to wait for the key set. */
  timeout?: number
  /** Between two fetches for unknown `kid` values, and between two failed refreshes. */
  cooldown?: number
  /** Age from which the set is refreshed in the background. */
  refreshAfter?: number
  /** Age from which the set is trusted no longer: a withdrawn key must not outlive an outage for ever. */
  maxAge?: number
  now?: () => number
}

const MINUTE = 60_000

/**
 * The issuer's signing keys (RFC 7517). Fetched when first needed; refreshed in the background while the
 * present ones serve, so that a rotation delays nobody; fetched at once, one time for all who wait, for an
 * unknown `kid`, but not more often than `cooldown`: a flood of invented `kid` values must not become a flood
 * at the issuer.
 *
 * An issuer that cannot be reached is our outage (503), not the caller's bad token (401): answering 401
 * would send every client through a needless sign-in.
 */
export function remoteKeys(
  jwksUri: string,
  options: RemoteKeysOptions = {},
): Required<KeySource> & KeySource {
  const { cooldown = 5000, refreshAfter = 5 * MINUTE, maxAge = 24 * 60 * MINUTE, now = Date.now } = options
  // jose fetches, parses and imports; when to fetch is decided here.
  const keySet = createRemoteJWKSet(new URL(jwksUri), {
    timeoutDuration: options.timeout ?? 3000,
    cooldownDuration: Infinity,
    cacheMaxAge: Infinity,
    ...(options.fetch === undefined ? {} : { [customFetch]: options.fetch }),
  })
  const listeners: ((error: unknown) => void)[] = []
  let fetching: Promise<void> | undefined
  let fetchedAt = -Infinity
  let failedAt = -Infinity
  let lastUnknown = -Infinity
  let epoch = 0

  const age = () => now() - fetchedAt
  const coolingDown = (since: number) => now() - since < cooldown

  /** @throws Refusal `keys_unavailable` */
  async function load(): Promise<void> {
    const before = keySet.jwks()?.keys ?? []
    try {
      await keySet.reload()
    } catch (cause) {
      failedAt = now()
      throw new Refusal('keys_unavailable', { retryAfter: 5, cause })
    }
    const after = keySet.jwks()?.keys ?? []
    if (!before.every((key) => after.some((other) => isDeepStrictEqual(key, other)))) epoch += 1
    fetchedAt = now()
    failedAt = -Infinity
  }

  /** One fetch for all who ask while it is under way. */
  function fetchKeys(): Promise<void> {
    fetching ??= load().finally(() => (fetching = undefined))
    return fetching
  }

  function refreshWhenDue(): void {
    if (age() < refreshAfter || fetching !== undefined || coolingDown(failedAt)) return
    fetchKeys().catch((error: unknown) => listeners.forEach((listener) => listener(error)))
  }

  const find: JWTVerifyGetKey = async (header, token) => {
    const stale = age() >= maxAge
    if (stale) await fetchKeys()
    else refreshWhenDue()
    const seen = fetchedAt
    try {
      return await keySet(header, token)
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error
      // Perhaps a key younger than our set. If a fetch came in meanwhile, look again before asking.
      if (stale) lastUnknown = now()
      if (seen === fetchedAt && (fetching !== undefined || !coolingDown(lastUnknown))) {
        lastUnknown = now()
        await fetchKeys()
      }
      // Still unknown while the issuer is away: we cannot tell whose fault it is.
      if (seen === fetchedAt && coolingDown(failedAt))
        throw new Refusal('keys_unavailable', { retryAfter: 5, cause: error })
      return keySet(header, token)
    }
  }
  return Object.assign(find, {
    epoch() {
      // A set too old to trust takes along what it has verified.
      if (age() >= maxAge) epoch += 1
      refreshWhenDue()
      return epoch
    },
    onRefreshFailed: (listener: (error: unknown) => void) => void listeners.push(listener),
  })
}
