import { createRemoteJWKSet, customFetch, errors, type JWTVerifyGetKey } from 'jose'
import { Refusal } from './refusal.ts'

/** Finds the key that a token names (jose's own shape, so any jose key set will do). */
export type KeySource = JWTVerifyGetKey

export interface RemoteKeysOptions {
  fetch?: (url: string, init: RequestInit) => Promise<Response>
  /** Milliseconds to wait for the key set. */
  timeout?: number
  /** Milliseconds between two fetches, however many unknown `kid` values arrive. */
  cooldown?: number
}

/**
 * The issuer's signing keys (RFC 7517), fetched when first needed, again for an unknown `kid` (rotation),
 * but not more often than `cooldown`: a flood of invented `kid` values must not become a flood at the issuer.
 *
 * An issuer that cannot be reached is our outage (503), not the caller's bad token (401): answering 401
 * would send every client through a needless sign-in.
 */
export function remoteKeys(jwksUri: string, options: RemoteKeysOptions = {}): KeySource {
  const keySet = createRemoteJWKSet(new URL(jwksUri), {
    timeoutDuration: options.timeout ?? 3000,
    cooldownDuration: options.cooldown ?? 5000,
    cacheMaxAge: 10 * 60_000,
    ...(options.fetch === undefined ? {} : { [customFetch]: options.fetch }),
  })
  return async (header, token) => {
    try {
      return await keySet(header, token)
    } catch (error) {
      // The keys were had; this one is not among them. That is the token's fault.
      if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys)
        throw error
      throw new Refusal('keys_unavailable', { retryAfter: 5, cause: error })
    }
  }
}
