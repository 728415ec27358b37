import type { AuditEvent } from '../../wire/audit-trail.ts'
import { partyOf, type Role } from './party.ts'

/** How far down the chain somebody stands: between records of one millisecond, the upper tier's comes first. */
const DEPTH: Record<Role, number> = {
  person: 0,
  host: 0,
  issuer: 1,
  orchestrator: 2,
  server: 3,
  vault: 4,
  resource: 4,
  provider: 5,
}

/**
 * The records of one request, as it happened. Each event once, whether it came with the page of the past or with the
 * live stream. Time decides, then who stands above whom, then the number in the log.
 */
export function inOrder(events: readonly AuditEvent[]): AuditEvent[] {
  const once = new Map(events.map((event) => [`${event.log}:${event.seq}`, event]))
  return [...once.values()].sort(
    (a, b) =>
      Date.parse(a.record.time) - Date.parse(b.record.time) ||
      DEPTH[partyOf(a.record.service).role] - DEPTH[partyOf(b.record.service).role] ||
      a.log.localeCompare(b.log) ||
      a.seq - b.seq,
  )
}
