import { FAILURE_KINDS, FAILURES, type Actor, type FailureKind, type Remedy } from './failure.ts'

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
 * The remedy is derived from `error`, `suberror` and the presence of `claims`. AADSTS numbers change without
 * notice: they may choose between kinds that have the same remedy, for better words, and no more than that.
 */
export class TokenEndpointError extends Error {
  readonly status: number
  readonly error: string
  readonly suberror: string | undefined
  readonly claims: string | undefined
  readonly retryAfter: number | undefined
  readonly kind: FailureKind
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
    this.kind = refined(kindOf(failure), failure.diagnostics?.error_codes)
    this.remedy = FAILURES[this.kind].remedy
    this.actor = FAILURES[this.kind].actor
  }
}

/** Grants that are over: a new sign-in helps, whatever `error` they come with. */
const ENDED: ReadonlySet<string | undefined> = new Set([
  'bad_token',
  'token_expired',
  'user_password_expired',
])

function kindOf({ status, error, suberror, claims }: TokenEndpointFailure): FailureKind {
  if (status === 0 || status === 429 || status >= 500) return 'outage'
  // Entra sends claims with both of these. A step-up with them would end here again: the person is told who
  // can help instead.
  if (suberror === 'message_only') return 'blocked'
  if (suberror === 'additional_action') return 'device'
  if (error === 'consent_required' || suberror === 'consent_required') return 'consent'
  if (claims !== undefined) return 'mfa'
  if (ENDED.has(suberror)) return 'expired_grant'
  switch (error) {
    case 'interaction_required':
    case 'invalid_grant':
    case 'login_required':
    case 'bad_token':
      return 'expired_grant'
    case 'access_denied':
      return 'blocked'
    case 'temporarily_unavailable':
    case 'server_error':
      return 'outage'
    default:
      return 'misconfiguration'
  }
}

/** Another kind with the same remedy, if the numbers name one: they change the words, not what is done. */
function refined(kind: FailureKind, codes: readonly number[] = []): FailureKind {
  const { remedy } = FAILURES[kind]
  const named = FAILURE_KINDS.find(
    (other) =>
      FAILURES[other].remedy === remedy && FAILURES[other].codes.some((code: number) => codes.includes(code)),
  )
  return named ?? kind
}
