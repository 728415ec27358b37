import type { Application } from '../applications.ts'
import type { IdentityProvider } from '../identity-provider.ts'
import type { Account } from '../state/accounts.ts'
import { tokenIdentifier } from './access-token.ts'

export interface IdTokenRequest {
  account: Account
  client: Application
  oidcScopes: readonly string[]
  nonce: string | undefined
  sid: string | undefined
  authenticatedAt: number
}

const LIFETIME = 3600

/** An ID token (OpenID Connect Core §2): for the client that asked, never for an API. */
export async function issueIdToken(idp: IdentityProvider, request: IdTokenRequest): Promise<string> {
  const { account, client, oidcScopes, nonce, sid, authenticatedAt } = request
  const now = idp.now()
  const profile = {
    name: account.displayName,
    oid: account.oid,
    preferred_username: account.userPrincipalName,
    // What MSAL sends back as `login_hint` and `logout_hint`.
    login_hint: account.userPrincipalName,
  }
  return idp.signingKeys.sign({
    aud: client.appId,
    iss: idp.urls.issuer,
    iat: now,
    nbf: now,
    exp: now + LIFETIME,
    auth_time: authenticatedAt,
    ...(oidcScopes.includes('profile') ? profile : {}),
    ...(oidcScopes.includes('email') ? { email: account.userPrincipalName } : {}),
    ...(nonce === undefined ? {} : { nonce }),
    ...(sid === undefined ? {} : { sid }),
    sub: idp.pairwiseSubject(account.oid, client.appId),
    tid: idp.tenantId,
    uti: tokenIdentifier(),
    ver: '2.0',
  })
}

/** What MSAL keys its accounts by: not signed, so nothing else may rely on it. */
export function clientInfo(oid: string, tenantId: string): string {
  return Buffer.from(JSON.stringify({ uid: oid, utid: tenantId })).toString('base64url')
}
