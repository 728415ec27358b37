import { decodeProtectedHeader, jwtVerify, type JWTPayload, type ProtectedHeaderParameters } from 'jose'
import { deepFreeze } from './deep-freeze.ts'
import { asRefusal } from './jose-refusal.ts'
import type { KeySource } from './key-source.ts'
import { Refusal } from './refusal.ts'
import type { Secret } from './secret.ts'
import type { Identity, TokenProfile } from './token-profile.ts'

/** A verified access token: claims only, deeply frozen; the raw token is not in here. Times are epoch seconds. */
export interface AccessToken extends Identity {
  readonly issuer: string
  readonly audience: string
  readonly issuedAt: number
  readonly notBefore: number
  readonly expiresAt: number
  /** When the user last proved who they are (`auth_time`), where the token says it. */
  readonly authenticatedAt: number | undefined
  /** Thumbprint of the key that the token is bound to. */
  readonly jkt: string | undefined
  readonly claims: Readonly<JWTPayload>
}

/** Seconds of clock difference that `exp`, `nbf` and `iat` forgive. */
export const CLOCK_TOLERANCE = 5

/**
 * Characters. A token with 200 groups, where Entra stops listing them, has some 12,300. All headers together end at
 * Node's 16 KiB: what is larger never gets here.
 */
const MAX_LENGTH = 14_336

/**
 * Headers by which a token would choose its own key (RFC 8725 §3.10), and `crit`: extensions that must be
 * understood, of which we have none (RFC 7515 §4.1.11).
 */
const UNTRUSTED_HEADERS = ['jku', 'x5u', 'jwk', 'x5c', 'crit'] as const

/**
 * Verifies an access token: signature, type, issuer, audience, times, tenant, client, and that it is a
 * delegated one. Scopes are the route's business (`enforceScopes`), proof of possession the gate's,
 * revocation the verifier's (`createVerifier`).
 * @param options.now epoch seconds
 * @throws Refusal with the precise reason; `keys_unavailable` (503) when the issuer's keys cannot be had
 */
export async function verifyAccessToken(
  token: Secret,
  accepts: TokenProfile,
  keys: KeySource,
  { now = () => Date.now() / 1000 }: { now?: () => number } = {},
): Promise<AccessToken> {
  const jwt = token.reveal()
  refuseUntrustedHeader(jwt)

  // Signature, algorithm, type, one of the exact issuers, audience, exp and nbf.
  const { payload } = await jwtVerify(jwt, keys, {
    issuer: [...accepts.issuers],
    audience: accepts.audience,
    algorithms: [...accepts.algorithms],
    typ: accepts.format.typ,
    clockTolerance: CLOCK_TOLERANCE,
    currentDate: new Date(now() * 1000),
    requiredClaims: ['exp', 'iat', 'aud', 'iss', 'sub'],
  }).catch((error: unknown) => {
    throw asRefusal(error)
  })
  const { iss: issuer = '', iat = 0, nbf = 0, exp = 0 } = payload

  // jose tests for membership: a token that names us and somebody else would pass (RFC 8725 §3.9).
  if (payload.aud !== accepts.audience)
    throw new Refusal('audience_mismatch', { detail: 'several audiences' })
  if (iat > now() + CLOCK_TOLERANCE) throw new Refusal('token_not_yet_valid', { detail: 'iat' })

  const identity = accepts.format.read(payload)
  if (accepts.clients !== 'any' && !accepts.clients.includes(identity.clientId))
    throw new Refusal('client_not_allowed', { detail: identity.clientId })
  if (identity.appOnly && !accepts.appOnly) throw new Refusal('app_only_token')

  return deepFreeze({
    ...identity,
    issuer,
    audience: accepts.audience,
    issuedAt: iat,
    notBefore: nbf,
    expiresAt: exp,
    authenticatedAt: typeof payload['auth_time'] === 'number' ? payload['auth_time'] : undefined,
    jkt: thumbprint(payload['cnf']),
    claims: payload,
  })
}

/** @throws Refusal for what is not even to be parsed: too long, or choosing its own key */
export function refuseUntrustedHeader(jwt: string): void {
  if (jwt.length > MAX_LENGTH) throw new Refusal('token_malformed', { detail: 'too long' })
  let header: ProtectedHeaderParameters
  try {
    header = decodeProtectedHeader(jwt)
  } catch (cause) {
    throw new Refusal('token_malformed', { cause })
  }
  const found = UNTRUSTED_HEADERS.find((name) => name in header)
  if (found !== undefined) throw new Refusal('token_header_untrusted', { detail: found })
}

/** A token bound in a way that we cannot check (`x5t#S256`, say) must not pass for an unbound one. */
function thumbprint(cnf: unknown): string | undefined {
  if (cnf === undefined) return undefined
  const jkt = typeof cnf === 'object' && cnf !== null && 'jkt' in cnf ? cnf.jkt : undefined
  if (typeof jkt !== 'string') throw new Refusal('binding_mismatch', { detail: 'cnf without jkt' })
  return jkt
}
