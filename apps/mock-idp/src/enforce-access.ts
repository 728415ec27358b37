import type { Application } from './applications.ts'
import { acrsChallenge, type ClaimsRequest } from './claims-request.ts'
import { evaluate } from './conditional-access.ts'
import { EntraError } from './entra-error.ts'
import type { IdentityProvider } from './identity-provider.ts'
import type { Account } from './state/accounts.ts'

/** A token is wanted where no person can be shown a page: refresh and on-behalf-of. */
export interface AccessRequest {
  account: Account
  /** Absent: a token for nobody but the sign-in itself. */
  resource: Application | undefined
  acrs: readonly string[]
  claims: ClaimsRequest
}

/**
 * Lets a token request through, or says what the person must do first.
 * @throws EntraError `access_blocked`, or `mfa_required` with the claims that the client takes to the sign-in page
 */
export function enforceAccess({ policies }: IdentityProvider, request: AccessRequest): void {
  const { account, resource, acrs, claims } = request
  const fill = { resource: resource?.appId ?? '' }

  const asked = claims.acrs.filter((acr) => !acrs.includes(acr))
  if (asked.length > 0) throw new EntraError('mfa_required', { fill, claims: acrsChallenge(asked) })
  if (resource === undefined) return

  const decision = evaluate(policies.list(), { account, resource, acrs })
  if (decision.outcome === 'block') throw new EntraError('access_blocked', { error: 'invalid_grant' })
  if (decision.outcome === 'challenge') {
    throw new EntraError('mfa_required', {
      fill,
      error: decision.wireError,
      claims: acrsChallenge(decision.acrs),
    })
  }
}
