import { challenge } from '../claims-request.ts'
import { EntraError } from '../entra-error.ts'
import type { Account } from '../state/accounts.ts'
import type { Decision } from './evaluate.ts'
import type { Evidence } from './situation.ts'

interface Refused {
  account: Account
  evidence: Evidence
  /** `appId` of what the token was wanted for. */
  resource: string
}

/**
 * How Entra ID says what Conditional Access decided. A block and a device come with `claims` as an MFA challenge
 * does: only `suberror` tells them apart.
 * @param error the OAuth code at the authorization endpoint; default: that of the policy, at the token endpoint
 */
export function refusalOf(
  decision: Exclude<Decision, { outcome: 'allow' }>,
  refused: Refused,
  error?: 'interaction_required',
): EntraError {
  const ids = decision.policies.map(({ id }) => id)
  const fill = { resource: refused.resource }
  switch (decision.outcome) {
    case 'block':
      return new EntraError('access_blocked', {
        error: error === undefined ? 'invalid_grant' : 'access_denied',
        claims: challenge({ policies: ids }),
        because: decision.because,
      })
    case 'device':
      return new EntraError('device_not_compliant', {
        error: error === undefined ? decision.wireError : 'access_denied',
        claims: challenge({ policies: ids }),
        because: 'device',
      })
    case 'sign_in':
      // An authentication context can be asked for again; an old grant can only be replaced.
      if (decision.contexts.length > 0) {
        return new EntraError('mfa_required', { fill, claims: challenge({ contexts: decision.contexts }) })
      }
      return new EntraError('sign_in_too_old', {
        ...(error === undefined ? {} : { error }),
        fill: {
          issuedAt: new Date(refused.evidence.authenticatedAt * 1000).toISOString(),
          seconds: String(decision.signInFrequency),
        },
      })
    case 'mfa': {
      const reason = !refused.account.mfaRegistered
        ? 'mfa_registration_required'
        : decision.expired
          ? 'mfa_expired'
          : 'mfa_required'
      const claims = challenge({ contexts: decision.contexts, policies: ids })
      return new EntraError(reason, { fill, error: error ?? decision.wireError, claims })
    }
  }
}
