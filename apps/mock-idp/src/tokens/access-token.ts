import { randomBytes, randomInt } from 'node:crypto'
import { isPublicClient, wantsClaim, type Application } from '../applications.ts'
import { rolesOf } from '../app-roles.ts'
import type { ClaimsRequest } from '../claims-request.ts'
import type { Evidence } from '../conditional-access/situation.ts'
import type { IdentityProvider } from '../identity-provider.ts'
import type { Account } from '../state/accounts.ts'

export interface AccessTokenRequest {
  account: Account
  client: Application
  resource: Application | undefined
  /** Short names. */
  scopes: readonly string[]
  /** What the person has shown; `acrs` are those of the token. */
  evidence: Evidence
  claims: ClaimsRequest
  /** Key to which the token is bound. */
  jkt: string | undefined
}

export interface IssuedAccessToken {
  token: string
  uti: string
  audience: string
  /** Epoch seconds. */
  issuedAt: number
  /** Epoch seconds. */
  expiresAt: number
  expiresIn: number
}

/**
 * Whom a token is for when only OpenID scopes were asked: Microsoft Graph's well-known id. Nobody here accepts
 * it; it is there because MSAL expects an access token in each answer.
 */
const NO_RESOURCE = '00000003-0000-0000-c000-000000000000'

const HOUR = 3600

/** A version 2.0 access token. `aud` is the resource's GUID, `scp` the short names of what was granted. */
export async function issueAccessToken(
  idp: IdentityProvider,
  request: AccessTokenRequest,
): Promise<IssuedAccessToken> {
  const { account, client, resource, scopes, evidence, jkt } = request
  const { capabilities, notBefore, authTime } = request.claims
  const { acrs, authenticatedAt } = evidence
  const now = idp.now()
  const uti = tokenIdentifier()
  const audience = resource?.appId ?? NO_RESOURCE
  const wants = (claim: string) => resource !== undefined && wantsClaim(resource, claim)
  // Both sides can revoke and be revoked: only then may a token live long (continuous access evaluation).
  const declared = wants('xms_cc') ? capabilities : []
  const lifetime = declared.includes('cp1') ? randomInt(20 * HOUR, 28 * HOUR) : randomInt(HOUR, 1.5 * HOUR)

  // A token made in the second of an event belongs to the time after it.
  const issuedAt = Math.max(now, account.tokensValidFrom, notBefore)
  const roles = resource === undefined ? [] : rolesOf(account.oid, resource)
  const token = await idp.signingKeys.sign({
    aud: audience,
    iss: idp.urls.issuer,
    iat: issuedAt,
    nbf: now,
    exp: now + lifetime,
    ...(wants('acrs') && acrs.length > 0 ? { acrs } : {}),
    aio: idp.opaqueEvidence.seal(evidence),
    ...(wants('auth_time') || authTime ? { auth_time: authenticatedAt } : {}),
    azp: client.appId,
    azpacr: isPublicClient(client) ? '0' : '2',
    ...(jkt === undefined ? {} : { cnf: { jkt } }),
    ...(wants('idtyp') ? { idtyp: 'user' } : {}),
    oid: account.oid,
    // Beside `scp`, and only where there are some: Entra leaves an empty list out.
    ...(roles.length > 0 ? { roles } : {}),
    scp: scopes.join(' '),
    sub: idp.pairwiseSubject(account.oid, audience),
    tid: idp.tenantId,
    uti,
    ver: '2.0',
    // Only where the resource wants to know and the client declared it.
    ...(declared.length > 0 ? { xms_cc: declared } : {}),
  })
  return { token, uti, audience, issuedAt, expiresIn: lifetime, expiresAt: now + lifetime }
}

/** `uti`: 16 random bytes, as Entra writes it. The audit trail joins on it. */
export function tokenIdentifier(): string {
  return randomBytes(16).toString('base64url')
}
