import type { AuthenticationResult } from '@azure/msal-node'
import type { KeptToken } from './session.ts'

const OIDC = new Set(['openid', 'profile', 'offline_access', 'email'])

/**
 * What is kept of MSAL's answer. Times are the token's own where it can be read (RFC 7519); nothing is verified, because
 * nothing here depends on it: a token is for its resource to judge.
 */
export function readToken({ accessToken, scopes, expiresOn }: AuthenticationResult): KeptToken {
  const { iat, exp } = peek(accessToken)
  return {
    token: accessToken,
    // `<resource>/<Scope>`: the resource part may itself hold slashes.
    scopes: scopes
      .filter((scope) => !OIDC.has(scope))
      .map((scope) => scope.slice(scope.lastIndexOf('/') + 1)),
    issuedAt: iat ?? Math.floor(Date.now() / 1000),
    expiresAt: exp ?? Math.floor((expiresOn?.getTime() ?? 0) / 1000),
  }
}

function peek(token: string): { iat?: number; exp?: number } {
  try {
    const { iat, exp } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) as {
      iat?: unknown
      exp?: unknown
    }
    return {
      ...(typeof iat === 'number' ? { iat } : {}),
      ...(typeof exp === 'number' ? { exp } : {}),
    }
  } catch {
    // An opaque token: only its resource can read it.
    return {}
  }
}
