import type { AccessToken } from './access-token.ts'
import { durationSince, type AuditEntry, type AuditLog } from './audit/record.ts'
import { relay } from './relay.ts'
import type { Secret } from './secret.ts'
import type { TelemetryAttributes } from './telemetry/attributes.ts'
import { count, measure } from './telemetry/metrics.ts'
import { errorType, inSpan } from './telemetry/span.ts'
import { TokenEndpointError } from './token-endpoint-error.ts'

/** A token that was obtained for one held by somebody else: narrower, for the next audience only. */
export interface ExchangedToken {
  token: Secret
  /** Short names, as granted. */
  scopes: readonly string[]
  /** Read from the token for the audit trail alone; absent when the token is opaque to us. */
  uti: string | undefined
  audience: string | undefined
  /** Likewise. */
  issuer?: string | undefined
  /** Epoch seconds, likewise. */
  issuedAt?: number | undefined
  /** Thumbprint of the key that it is bound to, read likewise. */
  jkt: string | undefined
  /** Epoch seconds. */
  expiresAt: number
  /** Obtained earlier for the same assertion and scopes. */
  cached: boolean
}

/**
 * Exchanges a verified token for the next one (on-behalf-of, RFC 7523 grant as Entra speaks it).
 * @param assertion the token that we were called with
 * @param scopes full names, `resource/Scope`
 * @param options.claims claims challenge, JSON text, passed on as it came
 * @throws TokenEndpointError
 */
export type Exchange = (
  assertion: Secret,
  scopes: readonly string[],
  options?: { claims?: string },
) => Promise<ExchangedToken>

export interface ExchangeRequest {
  /** The verified token and its raw form; or a refresh token, and what is known of the grant behind it. */
  held: {
    token: Pick<AccessToken, 'tid' | 'oid' | 'clientId' | 'uti' | 'acrs'>
    credential: Secret
  }
  /** The new token's letter on the walk-through. */
  name: string
  scopes: readonly string[]
  tool?: string
  claims?: string
  /** Where the request came from, for the record. */
  where?: Pick<AuditEntry, 'ip' | 'user_agent' | 'operation_id'>
  /** What else the record should say. */
  notes?: NonNullable<AuditEntry['diagnostics']>
}

/**
 * Exchanges, and writes the audit record that joins the two tokens: parent `uti`, child `uti`, requested and
 * granted scopes, or why there is no child.
 * @throws Refusal what our own caller is to be told; its record is already written
 */
export function exchangeRecorded<Token extends ExchangedToken>(
  exchange: (...request: Parameters<Exchange>) => Promise<Token>,
  audit: AuditLog,
  request: ExchangeRequest,
): Promise<Token> {
  const named = { 'chain_of_trust.token': request.name }
  return inSpan(`exchange for token ${request.name}`, { attributes: named }, async (span) => {
    const begun = performance.now()
    const measured = (found: TelemetryAttributes) =>
      measure('exchanges', (performance.now() - begun) / 1000, { ...named, ...found })
    try {
      const next = await exchangeAndRecord(exchange, audit, request)
      const cache = { 'chain_of_trust.cache': next.cached ? 'hit' : 'miss' } as const
      span.set(cache)
      count('lookups', { 'chain_of_trust.cache.name': 'exchange', ...cache })
      measured({ 'chain_of_trust.outcome': 'success', ...cache })
      return next
    } catch (error) {
      measured({ 'chain_of_trust.outcome': 'failure', 'error.type': errorType(error) })
      throw error
    }
  })
}

async function exchangeAndRecord<Token extends ExchangedToken>(
  exchange: (...request: Parameters<Exchange>) => Promise<Token>,
  audit: AuditLog,
  { held, name, scopes, tool, claims, where, notes }: ExchangeRequest,
): Promise<Token> {
  const { token } = held
  const begun = performance.now()
  const common = {
    event: 'token_exchanged' as const,
    subject: { tid: token.tid, oid: token.oid },
    client: { app_id: token.clientId },
    acrs: [...token.acrs],
    ...(tool === undefined ? {} : { tool }),
    ...where,
  }
  try {
    const next = await exchange(held.credential, scopes, claims === undefined ? {} : { claims })
    audit.write({
      ...common,
      outcome: 'success',
      token: {
        name,
        parent_uti: token.uti,
        expires_at: next.expiresAt,
        ...(next.uti === undefined ? {} : { uti: next.uti }),
        ...(next.issuer === undefined ? {} : { issuer: next.issuer }),
        ...(next.audience === undefined ? {} : { audience: next.audience }),
        ...(next.issuedAt === undefined ? {} : { issued_at: next.issuedAt }),
      },
      scopes: { requested: [...scopes], granted: [...next.scopes] },
      binding: next.jkt === undefined ? { method: 'none' } : { method: 'dpop', jkt: next.jkt },
      duration_ms: durationSince(begun),
      ...(next.cached || notes !== undefined
        ? { diagnostics: { ...notes, ...(next.cached ? { cached: true } : {}) } }
        : {}),
    })
    return next
  } catch (error) {
    if (!(error instanceof TokenEndpointError)) throw error
    const refusal = relay(error, scopes)
    const { correlation_id, trace_id, error_codes } = error.diagnostics
    audit.write({
      ...common,
      outcome: 'failure',
      reason: refusal.reason,
      token: { name, parent_uti: token.uti },
      scopes: { requested: [...scopes] },
      duration_ms: durationSince(begun),
      diagnostics: {
        ...notes,
        error: error.error,
        kind: error.kind,
        remedy: error.remedy,
        ...(error.suberror === undefined ? {} : { suberror: error.suberror }),
        ...(correlation_id === undefined ? {} : { correlation_id }),
        ...(trace_id === undefined ? {} : { entra_trace_id: trace_id }),
        ...(error_codes === undefined ? {} : { error_codes }),
      },
    })
    refusal.recorded = true
    throw refusal
  }
}
