import { randomUUID } from 'node:crypto'
import { ENTRA_ERRORS, type EntraReason } from './entra-errors.ts'

export interface EntraErrorParams {
  /** Fills `{name}` in the table's text. */
  fill?: Record<string, string>
  /** JSON text of a claims challenge. */
  claims?: string
  /** Another OAuth code than the table's: one number arrives under several codes. */
  error?: string
  /** What Conditional Access stumbled over: for the page that the person sees, never for the wire. */
  because?: 'risk' | 'location' | 'flow' | 'policy' | 'device'
  /** Seconds. */
  retryAfter?: number
  /** For the log only. */
  cause?: unknown
}

/** The identity provider refuses. The table says what goes on the wire, `reason` goes to the audit log. */
export class EntraError extends Error {
  readonly reason: EntraReason
  readonly error: string
  readonly status: number
  readonly codes: readonly number[]
  readonly params: EntraErrorParams

  constructor(reason: EntraReason, params: EntraErrorParams = {}) {
    const { code, also = [], error, status = 400, text } = ENTRA_ERRORS[reason]
    const filled = text.replace(/\{(\w+)\}/g, (_, name: string) => clip(params.fill?.[name] ?? ''))
    super(code === undefined ? filled : `AADSTS${code}: ${filled}`, { cause: params.cause })
    this.name = 'EntraError'
    this.reason = reason
    this.error = params.error ?? error
    this.status = status
    this.codes = code === undefined ? [] : [code, ...also]
    this.params = params
  }
}

/** What the caller sent comes back in messages: short, and without line breaks that would forge log lines. */
function clip(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ').slice(0, 200)
}

export interface ErrorBody {
  error: string
  error_description: string
  error_codes: readonly number[]
  timestamp: string
  trace_id: string
  correlation_id: string
  error_uri: string
  suberror?: string
  claims?: string
}

/**
 * Entra's error body, for the token endpoint and, field by field, for error redirects.
 * @param context.now epoch seconds
 */
export function errorBody(
  failure: EntraError,
  context: { now: number; correlationId: string; origin: string },
): ErrorBody {
  const timestamp = new Date(context.now * 1000)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, 'Z')
  const traceId = randomUUID()
  const { suberror } = ENTRA_ERRORS[failure.reason]
  const { claims } = failure.params
  return {
    error: failure.error,
    error_description: `${failure.message} Trace ID: ${traceId} Correlation ID: ${context.correlationId} Timestamp: ${timestamp}`,
    error_codes: failure.codes,
    timestamp,
    trace_id: traceId,
    correlation_id: context.correlationId,
    error_uri: `${context.origin}/error?code=${failure.codes[0] ?? failure.error}`,
    ...(suberror === undefined ? {} : { suberror }),
    ...(claims === undefined ? {} : { claims }),
  }
}

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** The client's own `client-request-id`, if it is a GUID; it comes back and is logged, so nothing else will do. */
export function correlationId(given: unknown): string {
  return typeof given === 'string' && GUID.test(given) ? given : randomUUID()
}
