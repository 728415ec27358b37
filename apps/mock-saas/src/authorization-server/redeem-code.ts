import { createHash, timingSafeEqual } from 'node:crypto'
import { transaction } from '../state/database.ts'
import type { AuthorizationServer } from './authorization-server.ts'
import { issueTokens } from './issue-tokens.ts'
import { OAuthError } from './oauth-error.ts'
import { required } from './parameters.ts'
import type { TokenRequest, TokenResponse } from './token.ts'

/** RFC 6749 §4.1.3 with PKCE (RFC 7636 §4.6). */
export function redeemCode(server: AuthorizationServer, { parameters, client }: TokenRequest): TokenResponse {
  const { codes, grants, database } = server
  const code = required(parameters, 'code')
  const verifier = required(parameters, 'code_verifier')
  const redirectUri = required(parameters, 'redirect_uri')
  const stored = codes.find(code)

  // Whoever does not hold all of these has a stolen code: it is refused, and stays usable for its owner.
  if (stored === undefined || stored.grant.clientId !== client.id) throw refused('the code is unknown')
  const { grant } = stored
  if (!matches(verifier, grant.codeChallenge)) throw refused('code_verifier does not match')
  if (redirectUri !== grant.redirectUri) throw refused('redirect_uri is another one than before')

  // A second redemption means that code and verifier leaked: the tokens of the first one cannot be trusted either
  // (RFC 6749 §4.1.2).
  if (stored.redeemedFor !== undefined) {
    grants.revoke(stored.redeemedFor)
    throw refused('the code was used before')
  }
  if (stored.expired) throw refused('the code has expired')

  return transaction(database, () => {
    const { id } = grants.begin(grant)
    if (!codes.redeem(code, id)) throw refused('the code was used before')
    return issueTokens(server, { grantId: id, scopes: grant.scopes })
  })
}

function refused(why: string): OAuthError {
  return new OAuthError('invalid_grant', why)
}

function matches(verifier: string, challenge: string): boolean {
  if (!/^[A-Za-z0-9\-._~]{43,128}$/.test(verifier)) return false
  const given = createHash('sha256').update(verifier).digest()
  const known = Buffer.from(challenge, 'base64url')
  return given.length === known.length && timingSafeEqual(given, known)
}
