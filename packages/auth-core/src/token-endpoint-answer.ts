import { readRetryAfter } from './retry-after.ts'
import type { Diagnostics, TokenEndpointFailure } from './token-endpoint-error.ts'

/** A token endpoint's answer, as far as we read it (RFC 6749 §5, and Entra's additions). */
export interface TokenEndpointAnswer {
  status: number
  headers: Record<string, string>
  body: {
    scope?: string
    refresh_token?: string
    error?: string
    suberror?: string
    /** A claims challenge: JSON text. */
    claims?: string
    error_codes?: number[]
    correlation_id?: string
    trace_id?: string
  }
}

/** What went wrong at the token endpoint; no answer at all is an outage with status 0. */
export function failureOf(response: TokenEndpointAnswer | undefined, cause: unknown): TokenEndpointFailure {
  if (response === undefined) return { status: 0, error: 'temporarily_unavailable', cause }
  const { status, body, headers } = response
  // An answer of 200 that MSAL could not use is no better than none.
  if (status < 400) return { status: 0, error: 'server_error', cause }
  return {
    status,
    error: body.error ?? (status >= 500 ? 'server_error' : 'invalid_request'),
    ...(body.suberror === undefined ? {} : { suberror: body.suberror }),
    ...(body.claims === undefined ? {} : { claims: body.claims }),
    ...readRetryAfter(headers['retry-after']),
    diagnostics: diagnosticsOf(body),
    cause,
  }
}

function diagnosticsOf({
  error_codes,
  correlation_id,
  trace_id,
  suberror,
}: TokenEndpointAnswer['body']): Diagnostics {
  return {
    ...(error_codes === undefined ? {} : { error_codes }),
    ...(correlation_id === undefined ? {} : { correlation_id }),
    ...(trace_id === undefined ? {} : { trace_id }),
    ...(suberror === undefined ? {} : { suberror }),
  }
}
