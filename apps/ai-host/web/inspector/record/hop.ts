import type { AuditEvent, AuditRecord } from '../../wire/audit-trail.ts'
import type { Arrow } from './arrow.ts'
import { arrowsOf } from './arrows-of.ts'
import { inOrder } from './in-order.ts'
import { stepOf } from './playbook-step.ts'
import { titleOf } from './title-of.ts'
import { whoIsWho } from './who-is-who.ts'

/** One record of a request, with what it says put into words and arrows. */
export interface Hop {
  /** `log:seq`. */
  key: string
  record: AuditRecord
  title: string
  arrows: readonly Arrow[]
  /** Of the ten steps of the walk-through; absent for what is beside them. */
  step: number | undefined
  /** Milliseconds after the first record. */
  at: number
  /** Milliseconds that the service itself measured. */
  took: number | undefined
}

/**
 * What happened in one request, in order.
 * @param hostId the page's own application id
 */
export function hopsOf(events: readonly AuditEvent[], hostId: string): Hop[] {
  const ordered = inOrder(events)
  const records = ordered.map(({ record }) => record)
  const who = whoIsWho(records, hostId)
  const begun = Date.parse(records[0]?.time ?? '')
  return ordered.map(({ log, seq, record }) => ({
    key: `${log}:${seq}`,
    record,
    title: titleOf(record, who),
    arrows: arrowsOf(record, who),
    step: stepOf(record),
    at: Date.parse(record.time) - begun,
    took: record.duration_ms,
  }))
}

/** Milliseconds from the first record to the last. */
export const lengthOf = (hops: readonly Hop[]): number => hops.at(-1)?.at ?? 0
