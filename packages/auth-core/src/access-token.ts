import {
  decodeProtectedHeader,
  errors,
  jwtVerify,
  type JWTPayload,
  type ProtectedHeaderParameters,
} from 'jose'
import type { KeySource } from './key-source.ts'
import { Refusal, type RefusalReason } from './refusal.ts'
import type { Secret } from './secret.ts'

/** What a resource server accepts: plain data, one per audience. */
export interface TokenProfile {
  /** Compared as an exact string. A `{tenantid}` template is never filled in from the token. */
  issuer: string
  /** `tid` that the token must carry. */
  tenant: string
  /** Our own application id: Entra v2 tokens name the GUID, never the App ID URI. */
  audience: string
  /** JWS algorithms, asymmetric ones only. */
  algorithms: readonly string[]
  /** `typ` header: `JWT` for Entra, `at+jwt` for RFC 9068 issuers. */
  typ: string
  /** Applications (`azp`) that may call us; `any`: whoever the issuer gives a token for our audience. */
  clients: readonly string[] | 'any'
  /** Accept application permissions (`roles` without `scp`). Off: delegated tokens only. */
  appOnly?: boolean
}

/** A verified access token: claims only, deeply frozen; the raw token is not in here. */
export interface AccessToken {
  readonly issuer: string
  readonly audience: string
  /** Tenant and object id: who the user is, the same for every application. Never `sub`, which is pairwise. */
  readonly tid: string
  readonly oid: string
  /** `azp`: the application that asked. */
  readonly clientId: string
  readonly scopes: readonly string[]
  readonly roles: readonly string[]
  readonly appOnly: boolean
  /** Unique token identifier: what the audit trail joins on. */
  readonly uti: string
  /** Epoch seconds. */
  readonly issuedAt: number
  readonly expiresAt: number
  /** Thumbprint of the key that the token is bound to. */
  readonly jkt: string | undefined
  /** Authentication contexts that the user has satisfied. */
  readonly acrs: readonly string[]
  /** Client capabilities in lower case; `cp1` means that claims challenges are understood. */
  readonly capabilities: readonly string[]
  readonly claims: Readonly<JWTPayload>
}

/** Seconds of clock difference that `exp` and `nbf` forgive. */
const CLOCK_TOLERANCE = 5

/** Headers by which a token would choose its own key (RFC 8725 §3.10). */
const SELF_CHOSEN_KEY = ['jku', 'x5u', 'jwk', 'x5c'] as const

/**
 * Verifies an access token: signature, type, issuer, tenant, audience, times, client, and that it is a
 * delegated one. Scopes are the route's business (`enforceScopes`), proof of possession the gate's.
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
  refuseSelfChosenKey(jwt)

  const { payload } = await jwtVerify(jwt, keys, {
    issuer: accepts.issuer,
    audience: accepts.audience,
    algorithms: [...accepts.algorithms],
    typ: accepts.typ,
    clockTolerance: CLOCK_TOLERANCE,
    currentDate: new Date(now() * 1000),
    requiredClaims: ['exp', 'iat', 'aud', 'iss', 'sub'],
  }).catch((error: unknown) => {
    throw refusalFor(error)
  })

  // jose tests for membership: a token that names us and somebody else would pass (RFC 8725 §3.9).
  if (payload.aud !== accepts.audience)
    throw new Refusal('audience_mismatch', { detail: 'several audiences' })

  const tid = text(payload, 'tid')
  if (tid !== accepts.tenant) throw new Refusal('tenant_mismatch')
  const clientId = text(payload, 'azp')
  if (accepts.clients !== 'any' && !accepts.clients.includes(clientId)) {
    throw new Refusal('client_not_allowed', { detail: clientId })
  }

  const appOnly = isAppOnly(payload)
  if (appOnly && accepts.appOnly !== true) throw new Refusal('app_only_token')

  return deepFreeze({
    issuer: accepts.issuer,
    audience: accepts.audience,
    tid,
    oid: text(payload, 'oid'),
    clientId,
    scopes:
      typeof payload['scp'] === 'string' ? payload['scp'].split(' ').filter((scope) => scope !== '') : [],
    roles: strings(payload['roles']),
    appOnly,
    uti: text(payload, 'uti'),
    issuedAt: payload.iat ?? 0,
    expiresAt: payload.exp ?? 0,
    jkt: thumbprint(payload['cnf']),
    acrs: strings(payload['acrs']),
    // MSAL.js declares CP1, Entra writes cp1.
    capabilities: strings(payload['xms_cc']).map((capability) => capability.toLowerCase()),
    claims: payload,
  })
}

/** Entra's order: `idtyp` decides where present; without it, no `scp` means that no user delegated anything. */
function isAppOnly(payload: JWTPayload): boolean {
  return payload['idtyp'] === 'app' || typeof payload['scp'] !== 'string' || payload['scp'].trim() === ''
}

function refuseSelfChosenKey(jwt: string): void {
  let header: ProtectedHeaderParameters
  try {
    header = decodeProtectedHeader(jwt)
  } catch (cause) {
    throw new Refusal('token_malformed', { cause })
  }
  const found = SELF_CHOSEN_KEY.find((name) => name in header)
  if (found !== undefined) throw new Refusal('token_header_untrusted', { detail: found })
}

function refusalFor(error: unknown): Error {
  if (error instanceof Refusal) return error
  const reason = reasonFor(error)
  // Anything else is a bug of ours, not a fault of the caller: it becomes a 500.
  return reason === undefined ? (error as Error) : new Refusal(reason, { cause: error })
}

function reasonFor(error: unknown): RefusalReason | undefined {
  if (error instanceof errors.JWTExpired) return 'token_expired'
  if (error instanceof errors.JWTClaimValidationFailed) {
    switch (error.claim) {
      case 'iss':
        return 'issuer_mismatch'
      case 'aud':
        return 'audience_mismatch'
      case 'nbf':
        return error.reason === 'check_failed' ? 'token_not_yet_valid' : 'claim_missing'
      case 'typ':
        return 'type_mismatch'
      default:
        return 'claim_missing'
    }
  }
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys)
    return 'key_unknown'
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'signature_invalid'
  if (error instanceof errors.JOSEAlgNotAllowed) return 'algorithm_not_allowed'
  if (error instanceof errors.JOSENotSupported) return 'algorithm_not_allowed'
  if (error instanceof errors.JWTInvalid || error instanceof errors.JWSInvalid) return 'token_malformed'
  return undefined
}

function text(payload: JWTPayload, claim: string): string {
  const value = payload[claim]
  if (typeof value !== 'string' || value === '') throw new Refusal('claim_missing', { detail: claim })
  return value
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}

function thumbprint(cnf: unknown): string | undefined {
  const jkt = typeof cnf === 'object' && cnf !== null && 'jkt' in cnf ? cnf.jkt : undefined
  return typeof jkt === 'string' ? jkt : undefined
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach(deepFreeze)
    Object.freeze(value)
  }
  return value
}
