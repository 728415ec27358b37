import { withTrace, type AuditRecord } from '@chain-of-trust/auth-core'
import type { Exchange } from '../journal.ts'
import { faultIn } from '../run-attack.ts'
import { lineOf } from '../source-line.ts'
import type { Target } from '../target.ts'
import type { Attempt, NamedPair, Pair, PairOutcome, Side, SideOutcome } from './pair.ts'

/**
 * Runs the exploit against both sides, and the honest request against ours.
 *
 * @param onSide told when a side has been tried
 */
export async function runPair(
  { id, pair }: NamedPair,
  target: Target,
  onSide: (outcome: SideOutcome) => void = () => undefined,
): Promise<PairOutcome> {
  await target.endReplicas()
  const weak = await tried('vulnerable', pair, target)
  onSide(weak.outcome)
  const real = await tried('hardened', pair, target)
  onSide(real.outcome)

  const notExploited = weak.outcome.succeeded
    ? undefined
    : `the exploit no longer works on the mistake: ${weak.fault ?? weak.outcome.status}`
  const notRefused = real.fault ?? faultOfRefusal(real, pair) ?? (await faultOfHonest(pair, target))
  const fault = notExploited ?? notRefused
  const { title, pitfall, clause, controls } = pair
  return {
    id,
    title,
    pitfall,
    clause,
    controls,
    exploited: notExploited === undefined,
    refused: notRefused === undefined,
    vulnerable: weak.outcome,
    hardened: real.outcome,
    ...(fault === undefined ? {} : { fault }),
  }
}

interface Tried {
  outcome: SideOutcome
  attempt?: Attempt
  /** It did not come to an answer. */
  fault?: string
}

async function tried(side: Side, pair: Pair, target: Target): Promise<Tried> {
  const nothing = { side, succeeded: false, loot: [], status: 0, records: [], log: [] }
  const exchanges: Exchange[] = []
  try {
    const attempt = await pair.attempt(side, target, exchanges)
    const { succeeded, loot, answer, log, traceId } = attempt
    const { status, error } = answer
    const told = { side, succeeded, loot, exchanges, status, ...(error === undefined ? {} : { error }), log }
    if (side === 'vulnerable') return { outcome: { ...told, records: [] }, attempt }
    const records = answer.records ?? target.records(traceId)
    const { by, reason } = pair.expected
    const refusal = { by, reason: reason ?? error ?? '', ...lineOf(pair.guard) }
    const earlier = pair.earlier?.map(({ what, ...passage }) => ({ what, ...lineOf(passage) }))
    return { outcome: { ...told, records, refusal, ...(earlier && { earlier }) }, attempt }
  } catch (error) {
    const fault = error instanceof Error ? error.message : String(error)
    return { outcome: { ...nothing, exchanges }, fault }
  }
}

function faultOfRefusal({ outcome, attempt }: Tried, { expected }: Pair): string | undefined {
  if (outcome.succeeded) return `the real system let it happen: ${outcome.loot.join('; ')}`
  return faultIn(attempt!.answer, recordOf(outcome.records, expected), expected)
}

/** The record of the refusal: other requests of the exploit, to the same service, may have gone through. */
function recordOf(
  records: readonly AuditRecord[],
  { by, reason }: Pair['expected'],
): AuditRecord | undefined {
  const its = records.filter(({ service }) => service === by)
  return its.findLast((record) => record.reason === reason) ?? its.at(-1)
}

async function faultOfHonest(pair: Pair, target: Target): Promise<string | undefined> {
  try {
    const { accepted, status, error } = await withTrace(undefined, () => pair.honest(target))
    return accepted ? undefined : `the honest request is refused too: ${[status, error].join(' ').trim()}`
  } catch (error) {
    return `the honest request failed: ${error instanceof Error ? error.message : String(error)}`
  }
}
