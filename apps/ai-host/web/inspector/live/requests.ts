import type { AuditEvent, Trace } from '../../wire/audit-trail.ts'

/**
 * Whether a request is one to look at: a tool was called, or something was refused. The page asks for its lists all the
 * time, and each look at this page is on the record too: those are left out, or nothing else would be seen.
 */
export function isWorthSeeing({ tools, outcome, services }: Trace): boolean {
  if (services.every((service) => service === 'audit-trail')) return false
  return tools.length > 0 || outcome === 'failure'
}

/** The list with what has just been recorded; the newest request is first. */
export function withRecord(traces: readonly Trace[], { record }: AuditEvent): Trace[] {
  const { trace_id: id, time, service, tool, outcome, reason } = record
  if (id === undefined) return [...traces]
  const before = traces.find(({ trace_id }) => trace_id === id)
  const failure = outcome === 'failure' && before?.outcome !== 'failure' && reason !== undefined
  const trace: Trace = {
    trace_id: id,
    began: before === undefined || time < before.began ? time : before.began,
    ended: before === undefined || time > before.ended ? time : before.ended,
    records: (before?.records ?? 0) + 1,
    services: added(before?.services, service),
    tools: added(before?.tools, tool),
    outcome: worse(before?.outcome, outcome),
    ...(failure ? { reason } : before?.reason === undefined ? {} : { reason: before.reason }),
  }
  return [trace, ...traces.filter((other) => other !== before)]
}

/** The records of one request among those that came live: its own, and what the issuer wrote of its tokens. */
export function recordsOf(events: readonly AuditEvent[], traceId: string): AuditEvent[] {
  const own = events.filter(({ record }) => record.trace_id === traceId)
  const tokens = new Set(
    own.flatMap(({ record: { token } }) =>
      token?.name === 'A' || token?.uti === undefined ? [] : [token.uti],
    ),
  )
  const issued = events.filter(
    ({ record: { event, token, trace_id } }) =>
      event === 'token_issued' && trace_id !== traceId && token?.uti !== undefined && tokens.has(token.uti),
  )
  return [...own, ...issued]
}

const added = (list: readonly string[] = [], one: string | undefined): string[] =>
  one === undefined || list.includes(one) ? [...list] : [...list, one]

const worse = (before: Trace['outcome'] | undefined, now: Trace['outcome']): Trace['outcome'] => {
  if (before === 'failure' || now === 'failure') return 'failure'
  return before === 'success' || now === 'success' ? 'success' : 'challenge'
}
