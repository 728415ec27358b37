/** What the attack lab says, as far as the page shows it. `wire.test.ts` holds it to the lab's own schema. */
import * as z from 'zod'

const SourceLine = z.object({ file: z.string(), line: z.int(), code: z.string().optional() })
export type SourceLine = z.infer<typeof SourceLine>

const Exchange = z.object({
  sent: z.object({
    method: z.string(),
    url: z.string(),
    headers: z.array(z.string()),
    tokens: z.array(
      z.object({
        as: z.string(),
        header: z.record(z.string(), z.unknown()),
        claims: z.record(z.string(), z.unknown()),
      }),
    ),
    body: z.string().optional(),
  }),
  received: z.object({ status: z.int(), error: z.string().optional(), body: z.string() }),
})
export type Exchange = z.infer<typeof Exchange>

const AttackEntry = z.object({
  id: z.string(),
  group: z.string(),
  title: z.string(),
  clause: z.string(),
  by: z.string(),
  reason: z.string(),
  status: z.int(),
  error: z.string().optional(),
  standard: z.string().optional(),
  source: SourceLine.optional(),
})
export type AttackEntry = z.infer<typeof AttackEntry>

const Group = z.object({
  id: z.string(),
  title: z.string(),
  about: z.string(),
  warning: z.string().optional(),
  unavailable: z.string().optional(),
})
export type Group = z.infer<typeof Group>

export const Attacks = z.object({
  groups: z.array(Group),
  attacks: z.array(AttackEntry),
  tour: z.array(z.object({ id: z.string(), name: z.string(), about: z.string() })),
})
export type Attacks = z.infer<typeof Attacks>

const PairEntry = z.object({
  id: z.string(),
  title: z.string(),
  clause: z.string(),
  pitfall: z.object({ problem: z.string(), impact: z.string(), fix: z.string() }),
  controls: z.array(z.string()),
  by: z.string(),
  source: SourceLine,
})
export type PairEntry = z.infer<typeof PairEntry>
export const Pairs = z.object({ pairs: z.array(PairEntry) })

const Records = z.array(z.record(z.string(), z.unknown()))

const AttackResult = z.object({
  id: z.string(),
  refused: z.boolean(),
  by: z.string(),
  reason: z.string(),
  status: z.int(),
  source: SourceLine.optional(),
  fault: z.string().optional(),
  traceId: z.string().optional(),
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
export type Side = z.infer<typeof Side>

const PairResult = z.object({
  id: z.string(),
  exploited: z.boolean(),
  refused: z.boolean(),
  vulnerable: Side,
  hardened: Side.extend({
    refusal: SourceLine.extend({ by: z.string(), reason: z.string() }).optional(),
  }),
  fault: z.string().optional(),
})
export type PairResult = z.infer<typeof PairResult>

/** One line of a run. */
export const RunLine = z.discriminatedUnion('type', [
  z.object({ type: z.literal('started'), total: z.int() }),
  z.object({ type: z.literal('running'), id: z.string() }),
  z.object({ type: z.literal('attack'), result: AttackResult }),
  z.object({ type: z.literal('pair'), result: PairResult }),
  z.object({ type: z.literal('failed'), message: z.string() }),
  z.object({ type: z.literal('ended'), done: z.int(), asExpected: z.int() }),
])
export type RunLine = z.infer<typeof RunLine>
