import { transaction } from '../state/database.ts'
import type { StoredToken } from '../state/tokens.ts'
import type { AuthorizationServer } from './authorization-server.ts'
import { issueTokens } from './issue-tokens.ts'
import { OAuthError } from './oauth-error.ts'
import { readScopes, required } from './parameters.ts'
import type { TokenRequest, TokenResponse } from './token.ts'

/**
 * RFC 6749 §6. Each use gives a new refresh token and ends the old one; an old one seen again means that two parties
 * hold the family, and ends it (RFC 9700 §4.14.2). But within the leeway, and while nobody has used the successor, the
 * old one gets the same answer again: an answer can get lost on its way.
 */
export async function refresh(
  server: AuthorizationServer,
  { parameters, client, gone }: TokenRequest,
): Promise<TokenResponse> {
  const { switches } = server
  const token = required(parameters, 'refresh_token')
  await switches.hold('before')
  if (gone()) throw new OAuthError('invalid_request', 'the caller has gone')
  const answer = rotate(server, token, client.id, parameters['scope'])
  await switches.hold('after')
  return answer
}

function rotate(
  server: AuthorizationServer,
  token: string,
  clientId: string,
  scope: string | undefined,
): TokenResponse {
  const { database, grants, tokens, switches } = server
  const stored = tokens.find(token)
  const grant = stored && grants.find(stored.grantId)
  // Before everything else: who is not the client must not be able to end the family.
  if (stored?.kind !== 'refresh' || grant?.clientId !== clientId)
    throw refused('the refresh token is unknown')
  if (grant.revoked) throw refused('the grant was revoked')

  if (stored.rotatedAt !== undefined) return repeat(server, token, stored, stored.rotatedAt)
  if (stored.expired) throw refused('the refresh token has expired')
  const scopes = scope === undefined ? stored.scopes : readScopes(scope, stored.scopes)
  return transaction(database, () => {
    if (!tokens.rotate(token)) throw refused('the refresh token was used before')
    grants.rotated(grant.id)
    if (switches.current().old_access === 'ends') tokens.removeAccess(grant.id)
    return issueTokens(server, { grantId: grant.id, scopes }, token)
  })
}

/** A used refresh token: the answer that it got, or the end of its family. */
function repeat(
  { tokens, grants, switches, now }: AuthorizationServer,
  token: string,
  { grantId }: StoredToken,
  rotatedAt: number,
): TokenResponse {
  const answer = { access: tokens.successor('access', token), refresh: tokens.successor('refresh', token) }
  const [access, next] = [tokens.find(answer.access), tokens.find(answer.refresh)]
  const late = now() - rotatedAt > switches.current().reuse_leeway * 1000
  if (late || access === undefined || next === undefined || next.rotatedAt !== undefined) {
    grants.revoke(grantId, { reuse: true })
    throw refused('the refresh token was used before: all tokens of this grant are revoked')
  }
  const seconds = (expiresAt: number) => Math.max(0, Math.floor((expiresAt - now()) / 1000))
  return {
    access_token: answer.access,
    token_type: 'bearer',
    expires_in: seconds(access.expiresAt),
    refresh_token: answer.refresh,
    refresh_token_expires_in: seconds(next.expiresAt),
    scope: access.scopes.join(' '),
  }
}

function refused(why: string): OAuthError {
  return new OAuthError('invalid_grant', why)
}
