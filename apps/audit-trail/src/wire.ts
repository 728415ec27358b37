/**
 * What goes over the wire, both ways. The page keeps schemas of its own, which a test holds against these; a service
 * that forwards its log keeps to the limits.
 */
import { ChainedRecord } from '@chain-of-trust/auth-core'
import * as z from 'zod'

/** Bytes of one line, without its line end. A longer one is refused: no record of ours comes near. */
export const LONGEST_LINE = 64 * 1024
/** Bytes of one request. */
export const LARGEST_BATCH = 1024 * 1024
/** Lines of one request. */
export const MOST_LINES = 1000

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/)

/** `<service>`, or with up to two more parts for a machine and a slot: `orchestrator.2`, `orchestrator.pod-7f.2`. */
export const LogName = z.string().regex(/^[a-z][a-z0-9-]{0,63}(\.[A-Za-z0-9-]{1,64}){0,2}$/)

/** The last record that audit-trail holds of a log: the next line is the one after it. */
export const Head = z.strictObject({ seq: z.int().nonnegative(), hash: Sha256 })

/** `GET /api/logs/{log}`: where to go on; null: at the beginning. */
export const LogState = z.strictObject({
  log: LogName,
  head: Head.nullable(),
  /** Record number of the last checkpoint that is held. */
  checkpoint: z.int().nonnegative().nullable(),
})

/** `POST /api/logs/{log}` (`application/x-ndjson`: the lines of the file as they are): 200. */
export const BatchTaken = z.strictObject({ head: Head.nullable() })

/**
 * The same: 409. `gap`: lines are missing between the head and the first one; go on after the head. `forked`: a line
 * contradicts one that is held; sending again will not help, and somebody has to look. Of checkpoints: `ahead`, of a
 * record that is not held yet; `rewritten`, of another record than the one held; `key_unknown`, the key's line was not
 * sent; `foreign_key`, signed by another key than the log's first record names.
 */
export const Conflict = z.strictObject({
  error: z.enum(['gap', 'forked', 'ahead', 'rewritten', 'key_unknown', 'foreign_key']),
  head: Head.nullable(),
})

/**
 * First line of `POST /api/logs/{log}/checkpoints`: the public key, as DER (SPKI) in base64. Believed when its SHA-256 is
 * the one that the log's first record names, and by nothing else; so it may be sent each time. The lines after it are
 * those of the checkpoint file.
 */
export const KeyLine = z.strictObject({ spki: z.base64().max(1024) })

/** `POST /api/logs/{log}/checkpoints`: 200. */
export const CheckpointsTaken = z.strictObject({ checkpoint: z.int().nonnegative().nullable() })

/** One record, and where it stands. `id` grows by the order of arrival, over all logs. */
export const Event = z.strictObject({
  id: z.int().positive(),
  log: z.string(),
  seq: z.int().nonnegative(),
  record: ChainedRecord,
})
export type Event = z.infer<typeof Event>

/** `GET /api/events`: newest first. `next` is `before` of the next page; null: there is none. */
export const EventPage = z.strictObject({ events: z.array(Event), next: z.int().positive().nullable() })
export type EventPage = z.infer<typeof EventPage>

/** What belongs together by its trace id, as far as the reader may see it. A trace id is the client's to choose. */
export const Trace = z.strictObject({
  trace_id: z.string(),
  began: z.iso.datetime(),
  ended: z.iso.datetime(),
  records: z.int().positive(),
  services: z.array(z.string()),
  tools: z.array(z.string()),
  /** `failure` when one record is; `challenge` when there is nothing but steps of a protocol. */
  outcome: z.enum(['success', 'failure', 'challenge']),
  /** Of the first failure: the tier that refused is before those that pass it on. */
  reason: z.string().optional(),
})
export type Trace = z.infer<typeof Trace>

/** `GET /api/traces`: the one with the newest record first. */
export const TracePage = z.strictObject({ traces: z.array(Trace), next: z.int().positive().nullable() })

/** One log, verified from its first record to its last. */
export const Chain = z.strictObject({
  log: z.string(),
  records: z.int().nonnegative(),
  head: Head.nullable(),
  /** The last checkpoint. */
  checkpoint: z.strictObject({ seq: z.int().nonnegative(), time: z.iso.datetime() }).nullable(),
  /** SHA-256 of the key that vouches for it, as its first record names it. */
  key: z.string().nullable(),
  ok: z.boolean(),
  /** In words; empty when it verifies. */
  faults: z.array(z.string()),
})
export type Chain = z.infer<typeof Chain>

/** `GET /api/chains` */
export const Chains = z.strictObject({ chains: z.array(Chain) })
