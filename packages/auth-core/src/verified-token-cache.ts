import { LRUCache } from 'lru-cache'
import { verifyAccessToken, type AccessToken } from './access-token.ts'
import type { KeySource } from './key-source.ts'
import { enforceKnown, enforceNotRevoked, type Revocations } from './revocation.ts'
import type { Secret } from './secret.ts'
import { subjectIndex } from './subject-index.ts'
import { count } from './telemetry/metrics.ts'
import { tokenDigest } from './token-digest.ts'
import type { TokenProfile } from './token-profile.ts'

export interface VerifierOptions {
  accepts: TokenProfile
  keys: KeySource
  revocations?: Revocations | undefined
  /** Tokens remembered; the least recently used one goes first. */
  max?: number
  /** Epoch seconds. */
  now?: () => number
}

const HIT = { 'chain_of_trust.cache.name': 'verified_token', 'chain_of_trust.cache': 'hit' } as const
const MISS = { 'chain_of_trust.cache.name': 'verified_token', 'chain_of_trust.cache': 'miss' } as const

/** Verifies the access tokens of one policy, remembering those that passed. */
export type Verifier = (credential: Secret) => Promise<VerifiedToken>

export interface VerifiedToken {
  token: AccessToken
  /** `tokenDigest` of the credential: the `ath` that its DPoP proof must carry. */
  digest: string
}

/**
 * `verifyAccessToken` and revocation, with a bounded memory. An agent presents one token for many calls, and
 * the signature of the same bytes does not change. What may change is checked again each time: `exp`, `nbf`,
 * revocation, and whether a key has left the issuer's set. Everything per request (the proof, scopes, the
 * route's policy) is not in here at all. See docs/verified-token-cache.md.
 *
 * The key is a hash of the *whole* token: keyed by a part of it, a forged token would get the answer of a
 * good one (CVE-2026-35030). One memory per policy: a token that one audience accepts says nothing for another.
 */
export function createVerifier(options: VerifierOptions): Verifier {
  const { accepts, keys, revocations, max = 10_000, now = () => Date.now() / 1000 } = options
  const owners = subjectIndex()
  const remembered = new LRUCache<string, { token: AccessToken; epoch: number }>({
    max,
    dispose: ({ token }, digest) => owners.remove(token, digest),
  })
  revocations?.onFlush((whose) => owners.keysOf(whose).forEach((digest) => remembered.delete(digest)))

  return async (credential) => {
    if (revocations !== undefined) enforceKnown(revocations)
    const digest = tokenDigest(credential)
    // Before the verification: a key that leaves while it runs makes the entry old at birth.
    const epoch = keys.epoch?.() ?? 0
    const known = recall(digest, epoch)
    count('lookups', known === undefined ? MISS : HIT)
    const token = known ?? (await verifyAccessToken(credential, accepts, keys, { now }))
    if (revocations !== undefined) enforceNotRevoked(token, revocations)
    // Reached by what has passed every check: a failure is never remembered.
    if (known === undefined) {
      remembered.set(digest, { token, epoch })
      owners.add(token, digest)
    }
    return { token, digest }
  }

  /** Without the clock's tolerance: in doubt the whole verification decides, and names the reason. */
  function recall(digest: string, epoch: number): AccessToken | undefined {
    const entry = remembered.get(digest)
    if (entry === undefined) return undefined
    const { expiresAt, notBefore } = entry.token
    if (entry.epoch === epoch && now() < expiresAt && now() >= notBefore) return entry.token
    remembered.delete(digest)
    return undefined
  }
}
