import type { AuthorizationServer } from './authorization-server.ts'
import type { TokenResponse } from './token.ts'

/**
 * An access token and the refresh token that follows it.
 * @param predecessor the refresh token that was used for it
 */
export function issueTokens(
  { provider, tokens, switches }: AuthorizationServer,
  { grantId, scopes }: { grantId: string; scopes: readonly string[] },
  predecessor?: string,
): TokenResponse {
  const lifetime = switches.current().access_lifetime
  const { refreshLifetime } = provider
  return {
    access_token: tokens.issue({ grantId, kind: 'access', scopes, lifetime: lifetime * 1000 }, predecessor),
    token_type: 'bearer',
    expires_in: lifetime,
    refresh_token: tokens.issue({ grantId, kind: 'refresh', scopes, lifetime: refreshLifetime }, predecessor),
    refresh_token_expires_in: refreshLifetime / 1000,
    scope: scopes.join(' '),
  }
}
