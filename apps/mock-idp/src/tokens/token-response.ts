import type { AuditEntry } from '@chain-of-trust/auth-core'
import type { Application } from '../applications.ts'
import type { ClaimsRequest } from '../claims-request.ts'
import type { Evidence } from '../conditional-access/situation.ts'
import type { IdentityProvider } from '../identity-provider.ts'
import type { RequestedScopes, ResourceScopes } from '../scopes.ts'
import type { Account } from '../state/accounts.ts'
import type { RefreshGrant } from '../state/refresh-tokens.ts'
import { issueAccessToken } from './access-token.ts'
import { clientInfo, issueIdToken } from './id-token.ts'

/** What a grant has established, once nothing stands in the way any more. */
export interface Authorization {
  account: Account
  client: Application
  requested: RequestedScopes
  /** Absent: only OpenID scopes were asked. */
  target: ResourceScopes | undefined
  /** Short names. */
  granted: readonly string[]
  /** What the person has shown; `acrs` are those that the token may carry. */
  evidence: Evidence
  claims: ClaimsRequest
  jkt: string | undefined
  sid?: string
  nonce?: string
  /** The refresh token's family and what it stands for; issued when `offline_access` was asked. */
  refresh: { family: string; grant: RefreshGrant }
  /** `uti` of the assertion. */
  parentUti?: string
}

export interface TokenResponse {
  token_type: 'DPoP' | 'Bearer'
  /** Absent where an application asked in its own name. */
  scope?: string
  expires_in: number
  ext_expires_in: number
  access_token: string
  refresh_token?: string
  refresh_token_expires_in?: number
  id_token?: string
  client_info?: string
}

export interface IssuedTokens {
  response: TokenResponse
  /** What the audit log says about it. */
  record: Partial<AuditEntry>
}

/** Issues the tokens of a successful token request. */
export async function issueTokens(
  idp: IdentityProvider,
  authorization: Authorization,
  wantsClientInfo: boolean,
): Promise<IssuedTokens> {
  const { account, client, requested, target, granted, evidence, jkt, refresh, parentUti } = authorization
  const oidcScopes = requested.oidc
  const scopes = target === undefined ? oidcScopes.filter((scope) => scope !== 'offline_access') : granted
  const access = await issueAccessToken(idp, { ...authorization, resource: target?.resource, scopes })
  const idToken = oidcScopes.includes('openid')
    ? await issueIdToken(idp, {
        ...authorization,
        oidcScopes,
        nonce: authorization.nonce,
        sid: authorization.sid,
        authenticatedAt: evidence.authenticatedAt,
      })
    : undefined
  const refreshed = oidcScopes.includes('offline_access')
    ? idp.refreshTokens.issue(refresh.family, refresh.grant)
    : undefined

  return {
    response: {
      token_type: jkt === undefined ? 'Bearer' : 'DPoP',
      // The strings of the request: MSAL finds its cache entries by them. `scp` has the short names.
      scope: [...(target?.asked ?? []), ...oidcScopes].join(' '),
      expires_in: access.expiresIn,
      ext_expires_in: access.expiresIn,
      access_token: access.token,
      ...(refreshed && {
        refresh_token: refreshed.token,
        refresh_token_expires_in: refreshed.expiresIn,
      }),
      ...(idToken !== undefined && { id_token: idToken }),
      ...(wantsClientInfo && { client_info: clientInfo(account.oid, idp.tenantId) }),
    },
    record: {
      subject: { tid: idp.tenantId, oid: account.oid },
      client: { app_id: client.appId },
      token: {
        uti: access.uti,
        issuer: idp.urls.issuer,
        audience: access.audience,
        issued_at: access.issuedAt,
        expires_at: access.expiresAt,
        ...(parentUti === undefined ? {} : { parent_uti: parentUti }),
      },
      scopes: { requested: [...(target?.asked ?? []), ...oidcScopes], granted: [...scopes] },
      acrs: [...evidence.acrs],
      binding: jkt === undefined ? { method: 'none' } : { method: 'dpop', jkt },
    },
  }
}
