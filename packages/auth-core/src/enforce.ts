import type { AccessToken } from './access-token.ts'
import { Refusal } from './refusal.ts'

/** Which narrower scopes a scope includes: `{ 'Files.ReadWrite': ['Files.Read'] }`. Short names, plain data. */
export type ScopeHierarchy = Readonly<Record<string, readonly string[]>>

/**
 * The token must carry every scope of the operation, itself or by a broader one.
 * @throws Refusal `scope_insufficient`, naming all of them: MCP clients ask for what the challenge names
 */
export function enforceScopes(
  token: AccessToken,
  required: readonly string[],
  hierarchy: ScopeHierarchy = {},
): void {
  const held = withNarrower(token.scopes, hierarchy)
  const missing = required.filter((scope) => !held.has(scope))
  if (missing.length > 0)
    throw new Refusal('scope_insufficient', { scopes: required, detail: `missing ${missing.join(' ')}` })
}

/** A set visits what is added to it while it is walked: so each scope once, and a circle ends. */
function withNarrower(scopes: readonly string[], hierarchy: ScopeHierarchy): Set<string> {
  const held = new Set(scopes)
  for (const scope of held) {
    // A scope is the token's text: `constructor` must not find anything.
    if (Object.hasOwn(hierarchy, scope)) hierarchy[scope]!.forEach((narrower) => held.add(narrower))
  }
  return held
}

/**
 * The user must have satisfied this authentication context, or the client is told which one is missing.
 * @param acr an id such as `c1`, from configuration
 * @throws Refusal `claims_insufficient` or `authentication_insufficient` with the challenge, as the client
 *   understands it; one that cannot answer a challenge gets the plain `permission_denied`
 */
export function enforceAuthenticationContext(token: AccessToken, acr: string): void {
  if (token.acrs.includes(acr)) return
  const claims = { acrs: { essential: true, value: acr } }
  throw stepUp(token, `acr ${acr}`, claims, { acrValues: [acr] })
}

/**
 * The user must have proved who they are within the last `maxAge` seconds. Only `auth_time` says when that
 * was: `iat` is renewed by every refresh, without the user. A token without `auth_time` proves nothing, and is
 * too old; Entra ID writes it where the registration asks for the optional claim.
 * @param now epoch seconds
 * @throws Refusal as `enforceAuthenticationContext`
 */
export function enforceAuthenticationAge(token: AccessToken, maxAge: number, now = Date.now() / 1000): void {
  const { authenticatedAt = -Infinity } = token
  if (now - authenticatedAt <= maxAge) return
  const claims = { nbf: { essential: true, value: String(Math.ceil(now - maxAge)) } }
  throw stepUp(token, `authentication older than ${maxAge} s`, claims, { maxAge })
}

function stepUp(
  token: AccessToken,
  detail: string,
  claims: Record<string, unknown>,
  rfc9470: { acrValues?: readonly string[]; maxAge?: number },
): Refusal {
  switch (token.stepUp) {
    case 'claims':
      return new Refusal('claims_insufficient', { claims: JSON.stringify({ access_token: claims }), detail })
    case 'rfc9470':
      return new Refusal('authentication_insufficient', { ...rfc9470, detail })
    case 'none':
      return new Refusal('permission_denied', { detail })
  }
}
