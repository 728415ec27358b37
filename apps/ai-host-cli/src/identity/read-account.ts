import type { AuthenticationResult } from '@azure/msal-node'
import type { Account } from './token-source.ts'

/**
 * Who signed in, from the ID token. It came from the token endpoint itself (OpenID Connect Core §3.1.3.7), and it decides
 * nothing: each resource reads the person out of the access token that it verifies.
 */
export function readAccount({ account, idTokenClaims }: AuthenticationResult): Account {
  const claims = idTokenClaims as Readonly<Record<string, unknown>>
  const text = (name: string) => (typeof claims[name] === 'string' ? claims[name] : '')
  return {
    tid: text('tid') || (account?.tenantId ?? ''),
    oid: text('oid') || (account?.localAccountId ?? ''),
    username: text('preferred_username') || (account?.username ?? ''),
    name: text('name') || (account?.name ?? ''),
  }
}
