import { Refusal } from './refusal.ts'

/** What has to happen before the same request can succeed. */
export type Remedy = 'step_up' | 'sign_in_again' | 'ask_consent' | 'retry_later' | 'fix_configuration'

/** Who has to do it. */
export type Actor = 'user' | 'administrator' | 'operator' | 'nobody'

/** Entra's support identifiers and numbers: for logs and the help desk, never for decisions. */
export interface Diagnostics {
  error_codes?: number[]
  correlation_id?: string
  trace_id?: string
  suberror?: string
}

export interface TokenEndpointFailure {
  /** HTTP status of the answer; 0 when no answer came. */
  status: number
  error: string
  suberror?: string
  /** Claims challenge, JSON text. */
  claims?: string
  /** Seconds. */
  retryAfter?: number
  diagnostics?: Diagnostics
  cause?: unknown
}

/**
 * An authorization server refused us, or could not be reached.
 *
 * The remedy is derived from `error` and the presence of `claims`. AADSTS numbers change without notice:
 * they are kept in `diagnostics` for the log and never looked at.
 */
export class TokenEndpointError extends Error {
  readonly status: number
  readonly error: string
  readonly suberror: string | undefined
  readonly claims: string | undefined
  readonly retryAfter: number | undefined
  readonly remedy: Remedy
  readonly actor: Actor
  readonly diagnostics: Diagnostics

  constructor(failure: TokenEndpointFailure) {
    super(`token endpoint: ${failure.error}`, { cause: failure.cause })
    this.name = 'TokenEndpointError'
    this.status = failure.status
    this.error = failure.error
    this.suberror = failure.suberror
    this.claims = failure.claims
    this.retryAfter = failure.retryAfter
    this.diagnostics = failure.diagnostics ?? {}
    const { remedy, actor } = remedyFor(failure)
    this.remedy = remedy
    this.actor = actor
  }
}

function remedyFor({ status, error, suberror, claims }: TokenEndpointFailure): {
  remedy: Remedy
  actor: Actor
} {
  if (status === 0 || status === 429 || status >= 500) return { remedy: 'retry_later', actor: 'nobody' }
  if (claims !== undefined) return { remedy: 'step_up', actor: 'user' }
  if (error === 'consent_required' || suberror === 'consent_required') {
    return { remedy: 'ask_consent', actor: 'user' }
  }
  switch (error) {
    case 'interaction_required':
      return { remedy: 'step_up', actor: 'user' }
    case 'invalid_grant':
    case 'login_required':
      return { remedy: 'sign_in_again', actor: 'user' }
    case 'access_denied':
      return { remedy: 'fix_configuration', actor: 'administrator' }
    case 'temporarily_unavailable':
    case 'server_error':
      return { remedy: 'retry_later', actor: 'nobody' }
    default:
      return { remedy: 'fix_configuration', actor: 'operator' }
  }
}

/**
 * What a middle tier tells its own caller when the next hop's token was refused. The claims are passed on
 * unread and unwidened: dropping them here is what breaks step-up in deployed agents.
 */
export function relay(failure: TokenEndpointError, scopes: readonly string[] = []): Refusal {
  const detail = [failure.error, failure.suberror, ...(failure.diagnostics.error_codes ?? [])]
    .filter((part) => part !== undefined)
    .join(' ')
  const params = { detail, cause: failure }
  switch (failure.remedy) {
    case 'step_up':
      return failure.claims === undefined
        ? new Refusal('sign_in_required', params)
        : new Refusal('claims_insufficient', { ...params, claims: failure.claims })
    case 'sign_in_again':
      return new Refusal('sign_in_required', params)
    case 'ask_consent':
      return new Refusal('consent_required', { ...params, scopes })
    case 'retry_later':
      return new Refusal('authorization_server_unavailable', {
        ...params,
        retryAfter: failure.retryAfter ?? 5,
      })
    case 'fix_configuration':
      return new Refusal('exchange_misconfigured', params)
  }
}
