import type { Account } from '../wire/account.ts'

/** Which boxes are ticked at first: what is allowed already, or for a new connection what changes nothing. */
export function ticked({ state, scopes, possibleScopes, defaultScopes, requiredScopes }: Account): string[] {
  const has = state === 'linked' || state === 'grant_lost' ? scopes : defaultScopes
  return possibleScopes.filter((scope) => has.includes(scope) || requiredScopes.includes(scope))
}
