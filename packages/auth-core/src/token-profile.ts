import type { JWTPayload } from 'jose'
import { deepFreeze } from './deep-freeze.ts'

/**
 * What a resource server accepts, one per audience. Made by `entraV2` or `rfc9068`; what the two differ in is
 * the `format`.
 */
export interface TokenProfile {
  /** Compared as exact strings; never a template. */
  readonly issuers: readonly string[]
  /** The one `aud` that a token must have. */
  readonly audience: string
  /** JWS algorithms, asymmetric ones only (RFC 8725 §3.1). */
  readonly algorithms: readonly string[]
  /** Applications that may call us; `any`: whoever the issuer gives a token for our audience. */
  readonly clients: readonly string[] | 'any'
  /** Accept tokens that no user delegated. Off: delegated tokens only. */
  readonly appOnly: boolean
  readonly format: TokenFormat
}

/** How one family of authorization servers writes its access tokens. */
export interface TokenFormat {
  /** The `typ` header, which keeps other kinds of JWT out (RFC 8725 §3.11). */
  readonly typ: string
  /**
   * Reads the claims that differ between families. Called with a payload whose signature, issuer, audience and
   * times are verified.
   * @throws Refusal `claim_missing`, `tenant_mismatch`, `issuer_mismatch`
   */
  readonly read: (payload: JWTPayload) => Identity
}

/** Who a token speaks for and what it may do, whatever its format calls it. */
export interface Identity {
  /** Who vouches for `oid`: Entra's tenant; where there is none, the issuer. */
  readonly tid: string
  /** The user, the same for every application: Entra's object id (its `sub` is pairwise), else `sub`. */
  readonly oid: string
  /** The application that asked. */
  readonly clientId: string
  readonly scopes: readonly string[]
  readonly roles: readonly string[]
  readonly appOnly: boolean
  /** Unique token identifier: what the audit trail joins on. */
  readonly uti: string
  /** Authentication contexts that the user has satisfied. */
  readonly acrs: readonly string[]
  /** Client capabilities in lower case; `cp1` means that claims challenges are understood. */
  readonly capabilities: readonly string[]
  /** How the client can be asked for more of the user: Entra's claims challenge, RFC 9470, or not at all. */
  readonly stepUp: 'claims' | 'rfc9470' | 'none'
}

const ASYMMETRIC = /^(?:(?:RS|PS|ES)(?:256|384|512)|EdDSA|Ed25519)$/

/**
 * Freezes a profile: a verifier remembers what it accepted by it.
 * @throws TypeError for one that would accept too much: a symmetric algorithm or `none`, an issuer or audience left empty
 */
export function defineProfile(profile: TokenProfile): TokenProfile {
  const { algorithms, issuers, audience } = profile
  if (algorithms.length === 0 || !algorithms.every((name) => ASYMMETRIC.test(name)))
    throw new TypeError(`token profile: asymmetric algorithms only, not "${algorithms.join(' ')}"`)
  if (issuers.length === 0 || [...issuers, audience].includes(''))
    throw new TypeError('token profile: issuer and audience must be given')
  return deepFreeze(profile)
}
