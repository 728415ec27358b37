import type { AccessToken } from './access-token.ts'
import { Refusal } from './refusal.ts'

/**
 * The token must carry every scope of the operation.
 * @throws Refusal `scope_insufficient`, naming all of them: MCP clients ask for what the challenge names
 */
export function enforceScopes(token: AccessToken, required: readonly string[]): void {
  const missing = required.filter((scope) => !token.scopes.includes(scope))
  if (missing.length > 0) {
    throw new Refusal('scope_insufficient', { scopes: required, detail: `missing ${missing.join(' ')}` })
  }
}

/**
 * The user must have satisfied this authentication context, or the client is told which one is missing.
 * @param acr an id such as `c1`, from configuration
 * @throws Refusal `claims_insufficient` with the challenge, if the client declared `cp1`; one that cannot
 *   answer a challenge gets the plain `permission_denied`
 */
export function enforceAuthenticationContext(token: AccessToken, acr: string): void {
  if (token.acrs.includes(acr)) return
  if (!token.capabilities.includes('cp1')) throw new Refusal('permission_denied', { detail: `acr ${acr}` })
  const claims = JSON.stringify({ access_token: { acrs: { essential: true, value: acr } } })
  throw new Refusal('claims_insufficient', { claims, detail: `acr ${acr}` })
}
