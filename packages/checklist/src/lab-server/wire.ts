/** What the lab server says, in JSON. The AI host's page has a schema of its own; a test there holds the two together. */
import * as z from 'zod'

export const SourceLine = z.object({
  file: z.string(),
  line: z.int().positive(),
  code: z.string().optional(),
})

const ShownToken = z.object({
  /** Scheme, header or place. */
  as: z.string(),
  header: z.record(z.string(), z.unknown()),
  claims: z.record(z.string(), z.unknown()),
})

/** One request and its answer: claims instead of tokens, names instead of values. */
export const Exchange = z.object({
  sent: z.object({
    method: z.string(),
    url: z.string(),
    headers: z.array(z.string()),
    tokens: z.array(ShownToken),
    body: z.string().optional(),
  }),
  received: z.object({ status: z.int(), error: z.string().optional(), body: z.string() }),
})

const Reason = { by: z.string(), reason: z.string(), status: z.int(), error: z.string().optional() }

export const AttackEntry = z.object({
  /** `group/name` */
  id: z.string(),
  group: z.string(),
  title: z.string(),
  clause: z.string(),
  ...Reason,
  /** The clause of the reason, in auth-core's table of refusals. */
  standard: z.string().optional(),
  /** Absent where there is nothing to refuse. */
  source: SourceLine.optional(),
})
export type AttackEntry = z.infer<typeof AttackEntry>

export const Group = z.object({
  id: z.string(),
  title: z.string(),
  about: z.string(),
  /** What it does to named people. */
  warning: z.string().optional(),
  /** Why none of it can run on this machine. */
  unavailable: z.string().optional(),
})
export type Group = z.infer<typeof Group>

export const Attacks = z.object({
  groups: z.array(Group),
  attacks: z.array(AttackEntry),
  tour: z.array(z.object({ id: z.string(), name: z.string(), about: z.string() })),
})

const Pitfall = z.object({ problem: z.string(), impact: z.string(), fix: z.string() })

export const PairEntry = z.object({
  /** `pairs/name` */
  id: z.string(),
  title: z.string(),
  clause: z.string(),
  pitfall: Pitfall,
  controls: z.array(z.string()),
  by: z.string(),
  source: SourceLine,
})
export type PairEntry = z.infer<typeof PairEntry>
export const Pairs = z.object({ pairs: z.array(PairEntry) })

/** Records as the services wrote them: their schema is the audit log's. */
const Records = z.array(z.record(z.string(), z.unknown()))

export const AttackResult = z.object({
  id: z.string(),
  refused: z.boolean(),
  by: z.string(),
  reason: z.string(),
  status: z.int(),
  source: SourceLine.optional(),
  fault: z.string().optional(),
  /** Of the attempt. */
  traceId: z.string().optional(),
  /** The running system has the refusal on record. The lab's own services keep theirs to themselves. */
  inSystem: z.boolean(),
  exchanges: z.array(Exchange),
  records: Records,
})
export type AttackResult = z.infer<typeof AttackResult>

const Side = z.object({
  succeeded: z.boolean(),
  loot: z.array(z.string()),
  exchanges: z.array(Exchange),
  status: z.int(),
  error: z.string().optional(),
  records: Records,
  log: z.array(z.string()),
})

export const PairResult = z.object({
  id: z.string(),
  /** The exploit works against the mistake. */
  exploited: z.boolean(),
  /** And not against the real system. */
  refused: z.boolean(),
  vulnerable: Side,
  hardened: Side.extend({
    refusal: SourceLine.extend({ by: z.string(), reason: z.string() }).optional(),
  }),
  fault: z.string().optional(),
})
export type PairResult = z.infer<typeof PairResult>

/** `POST /api/runs`: ids of attacks and pairs, run in this order. */
export const RunRequest = z.strictObject({ ids: z.array(z.string().max(200)).min(1).max(2000) })

/** The lines of its answer. */
export const RunLine = z.discriminatedUnion('type', [
  z.object({ type: z.literal('started'), run: z.string(), total: z.int() }),
  z.object({ type: z.literal('running'), id: z.string() }),
  z.object({ type: z.literal('attack'), result: AttackResult }),
  z.object({ type: z.literal('pair'), result: PairResult }),
  z.object({ type: z.literal('failed'), message: z.string() }),
  z.object({ type: z.literal('ended'), done: z.int(), asExpected: z.int() }),
])
export type RunLine = z.infer<typeof RunLine>
