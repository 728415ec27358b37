import * as z from 'zod'
import { REFUSALS, type RefusalReason } from '../refusal-reasons.ts'
import { count } from '../telemetry/metrics.ts'
import { currentTrace } from '../trace-context.ts'

const reasons = Object.keys(REFUSALS) as [RefusalReason, ...RefusalReason[]]
const scopes = z.array(z.string())

/**
 * One record per authentication event: who, what, when, where, requested and granted scopes, result.
 * People are `tid` + `oid`: no names, no mail addresses, and never the pairwise `sub`, which differs in each
 * service and joins nothing.
 */
export const AuditRecord = z.strictObject({
  time: z.iso.datetime(),
  service: z.string(),
  event: z.enum([
    'sign_in',
    'sign_out',
    'consent',
    'token_issued',
    'token_accepted',
    'token_exchanged',
    'tool_approval',
    // A person's account elsewhere: linked, given up, lost; its tokens handed out, and renewed.
    'account_link',
    'token_released',
    'token_refreshed',
    // A call that waits for the person: parked, resumed, ended.
    'operation',
    // A call whose connection broke off: made again, or its outcome unknown.
    'tool_call',
    'background_job',
    'account_changed',
    'policy_changed',
    'security_event',
    // An attack of the lab, run by somebody against the system on their own machine.
    'attack_run',
    // At the audit trail: somebody read more than their own, or took some away; a log came in that is not as it was.
    'audit_read',
    'log_received',
    // The log's own: its first record, and what a crash had torn.
    'log_started',
    'log_repaired',
  ]),
  /** `challenge`: a step of the protocol (a nonce to be used), not a failure. */
  outcome: z.enum(['success', 'failure', 'challenge']),
  reason: z.union([z.enum(reasons), z.string().regex(/^[a-z_]+$/)]).optional(),
  subject: z.strictObject({ tid: z.string(), oid: z.string() }).optional(),
  client: z.strictObject({ app_id: z.string() }).optional(),
  token: z
    .strictObject({
      /** A, B or C on the walk-through. */
      name: z.string().optional(),
      uti: z.string().optional(),
      parent_uti: z.string().optional(),
      /** Who issued it. */
      issuer: z.string().optional(),
      audience: z.string().optional(),
      /** Epoch seconds, as the token says them (`iat`, `exp`). */
      issued_at: z.number().optional(),
      expires_at: z.number().optional(),
    })
    .optional(),
  scopes: z.strictObject({ requested: scopes.optional(), granted: scopes.optional() }).optional(),
  acrs: z.array(z.string()).optional(),
  binding: z.strictObject({ method: z.enum(['dpop', 'none']), jkt: z.string().optional() }).optional(),
  tool: z.string().optional(),
  /** An account elsewhere: where, with which of that provider's scopes, at which generation. Never whose it is there. */
  link: z
    .strictObject({
      provider: z.string(),
      scopes: z.strictObject({ requested: scopes.optional(), granted: scopes.optional() }).optional(),
      generation: z.number().int().positive().optional(),
    })
    .optional(),
  ip: z.string().optional(),
  user_agent: z.string().optional(),
  trace_id: z.string().optional(),
  operation_id: z.string().optional(),
  /** Milliseconds, where the service measured it: of the exchange, the release or the call that the record is about. */
  duration_ms: z.number().nonnegative().optional(),
  /** The authorization server's own identifiers (AADSTS numbers, correlation id), and what was amiss. */
  diagnostics: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.number())]))
    .optional(),
})
export type AuditRecord = z.infer<typeof AuditRecord>

/** What a service says; time, service and trace are stamped by the log. */
export type AuditEntry = Omit<AuditRecord, 'time' | 'service'>

export interface AuditLog {
  /**
   * Appends one record before it returns. Throws when it cannot: what cannot be recorded does not happen.
   */
  write(entry: AuditEntry): void
  /** Of its files: the service, and from the second on the slot; absent: it is in none. */
  readonly name?: string
  /** Calls back after each record, for whoever sends the log on. It must neither throw nor wait. */
  onWritten?(listener: () => void): void
  /** Vouches for the last record and lets go of the file. */
  close(): Promise<void>
}

/** Makes records of what a service says. @throws ZodError for what is not in the schema */
export function stampFor(service: string, now: () => Date): (entry: AuditEntry) => AuditRecord {
  return (entry) => {
    const trace = entry.trace_id ?? currentTrace()?.traceId
    const stamped = { time: now().toISOString(), service, ...entry }
    return AuditRecord.parse(trace === undefined ? stamped : { ...stamped, trace_id: trace })
  }
}

/** For `duration_ms`: since a reading of `performance.now()`, to a tenth of a millisecond. */
export const durationSince = (begun: number): number => Math.round((performance.now() - begun) * 10) / 10

/** What the operator may count: the kinds of events and reasons, and of nobody. */
export function countRecord({
  event,
  outcome,
  reason,
}: Pick<AuditEntry, 'event' | 'outcome' | 'reason'>): void {
  const told = { 'chain_of_trust.audit.event': event, 'chain_of_trust.outcome': outcome }
  count('records', told)
  if (outcome !== 'success' && reason !== undefined)
    count('refusals', { ...told, 'chain_of_trust.refusal': reason })
}

/** An audit log in memory, for tests. */
export function memoryAuditLog(service: string): AuditLog & { records: AuditRecord[] } {
  const records: AuditRecord[] = []
  const stamp = stampFor(service, () => new Date())
  return {
    records,
    write(entry) {
      records.push(stamp(entry))
      countRecord(entry)
    },
    close: () => Promise.resolve(),
  }
}
