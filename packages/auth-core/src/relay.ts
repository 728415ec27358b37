import { describeFailure, type Failure, type Remedy } from './failure.ts'
import type { RefusalReason } from './refusal-reasons.ts'
import { Refusal } from './refusal.ts'
import type { TokenEndpointError } from './token-endpoint-error.ts'

/** What each remedy is among our own refusals. */
const REASON_OF = {
  step_up: 'claims_insufficient',
  sign_in_again: 'sign_in_required',
  ask_consent: 'consent_required',
  use_compliant_device: 'device_not_compliant',
  contact_administrator: 'access_blocked',
  retry_later: 'authorization_server_unavailable',
  fix_configuration: 'exchange_misconfigured',
} as const satisfies Record<Remedy, RefusalReason>

/**
 * What a middle tier tells its own caller when the next hop's token was refused. The claims are passed on
 * unread and unwidened, and so is who can help: dropping them here is what breaks step-up in deployed agents.
 */
export function relay(error: TokenEndpointError, scopes: readonly string[] = []): Refusal {
  const { claims, remedy, retryAfter, diagnostics } = error
  const detail = [error.error, error.suberror, ...(diagnostics.error_codes ?? [])]
    .filter((part) => part !== undefined)
    .join(' ')
  return new Refusal(REASON_OF[remedy], {
    detail,
    cause: error,
    failure: describeFailure(error.kind, diagnostics.correlation_id),
    ...(remedy === 'step_up' && claims !== undefined ? { claims } : {}),
    ...(remedy === 'ask_consent' ? { scopes } : {}),
    ...(remedy === 'retry_later' ? { retryAfter: retryAfter ?? 5 } : {}),
  })
}

/**
 * The next tier's account of its own failed exchange, if it agrees with the refusal that its status and
 * challenge make: what is done follows the protocol, and the body may only add the words.
 */
export function agreedFailure(failure: Failure | undefined, reason: RefusalReason): { failure?: Failure } {
  if (failure === undefined) return {}
  const said = REASON_OF[failure.remedy]
  const outage = said === 'authorization_server_unavailable' && reason === 'resource_unavailable'
  return said === reason || outage ? { failure } : {}
}
