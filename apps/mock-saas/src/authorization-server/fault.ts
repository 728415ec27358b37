import type { Fault } from '../switches.ts'
import { OAuthError } from './oauth-error.ts'

/** The fault that is switched on, as the token and revocation endpoints say it. @throws OAuthError */
export function enforceFault(fault: Fault | undefined): void {
  switch (fault?.kind) {
    case 'rate_limited':
      throw new OAuthError('slow_down', 'too many requests', { status: 429, retryAfter: fault.retryAfter })
    case 'failing':
      throw new OAuthError('temporarily_unavailable', 'out of order', {
        status: 503,
        retryAfter: fault.retryAfter,
      })
    case 'invalid_grant':
      throw new OAuthError('invalid_grant', 'the grant is refused')
    default:
  }
}
