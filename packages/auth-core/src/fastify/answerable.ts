import type { AccessToken } from '../access-token.ts'
import { Refusal } from '../refusal.ts'

/**
 * A challenge goes to a client that can answer it: one that declared `cp1`, or whose issuer speaks RFC 9470.
 * To any other it would be an endless 401; it gets the plain 403.
 */
export function answerable(refusal: Refusal, token: AccessToken | undefined): Refusal {
  const stepUp = token?.stepUp ?? 'none'
  const understood =
    (refusal.reason !== 'claims_insufficient' || stepUp === 'claims') &&
    (refusal.reason !== 'authentication_insufficient' || stepUp !== 'none')
  return understood ? refusal : new Refusal('permission_denied', { cause: refusal })
}
