import { currentTrace, withTrace, type AuditRecord } from '@chain-of-trust/auth-core'
import type { Expected } from './attack.ts'
import type { Answer } from './http.ts'
import { journaled, type Exchange } from './journal.ts'
import { ON_REPLICAS, type NamedAttack } from './load-attacks.ts'
import { refusingLine, type RefusingLine } from './refusing-line.ts'
import type { Target } from './target.ts'

export interface Outcome {
  id: string
  title: string
  playbook: string
  /** By the right guard, for the right reason, in the right form; and the control was accepted. */
  refused: boolean
  by: string
  /** From the audit log; of a malformed request, which leaves no record, the code on the wire. */
  reason: string
  status: number
  /** The line that refuses it; absent where there is nothing to refuse. */
  source?: RefusingLine
  /** What is not as it should be. */
  fault?: string
}

/** And what could be seen of it. */
export interface Observed {
  outcome: Outcome
  /** The attempt, request by request: claims instead of tokens. The control's are left out: they are honest ones. */
  exchanges: Exchange[]
  /** Of the attempt, by whichever service; oldest first. */
  records: AuditRecord[]
  /** Of the attempt; absent when it did not come to an answer. */
  traceId?: string
}

/** Makes the request without the twist, then with it, and judges the answer and the audit record. */
export async function runAttack(named: NamedAttack, target: Target): Promise<Outcome> {
  return (await observeAttack(named, target)).outcome
}

/** Runs it, and keeps what went over the wire and what was recorded. */
export async function observeAttack(named: NamedAttack, target: Target): Promise<Observed> {
  const { id, attack } = named
  const { title, playbook, expected } = attack
  const exchanges: Exchange[] = []
  let records: AuditRecord[] = []
  const outcome = { id, title, playbook, by: expected.by }
  try {
    const source = refusingLine(named)
    const found = source === undefined ? {} : { source }
    if (named.group !== ON_REPLICAS) await target.endReplicas()
    const control = await traced(() => attack.control(target))
    const { result: attempt } = await journaled(() => traced(() => attack.attempt(target)), exchanges)
    records = attempt.answer.records ?? target.records(attempt.traceId)
    const record = records.findLast(({ service }) => service === expected.by)
    const fault = control.answer.accepted
      ? faultIn(attempt.answer, record, expected)
      : `without the twist it is refused too: ${describe(control.answer)}`
    const { status, error } = attempt.answer
    const reason = expected.reason === undefined ? (error ?? '') : (record?.reason ?? '')
    const judged = { refused: fault === undefined, reason, status, ...found, ...(fault && { fault }) }
    return { outcome: { ...outcome, ...judged }, exchanges, records, traceId: attempt.traceId }
  } catch (error) {
    const fault = error instanceof Error ? error.message : String(error)
    return { outcome: { ...outcome, refused: false, reason: '', status: 0, fault }, exchanges, records }
  }
}

/** Undefined: refused as expected. */
export function faultIn(
  answer: Answer,
  record: AuditRecord | undefined,
  expected: Expected,
): string | undefined {
  if (answer.accepted) return `accepted: ${describe(answer)}`
  if (answer.status !== expected.status || answer.error !== expected.error)
    return `answered ${describe(answer)}`
  if (expected.reason === undefined) return undefined
  if (record === undefined) return `${expected.by} has no record of it`
  if (record.outcome === 'success' || record.reason !== expected.reason) {
    return `recorded as ${record.event} ${record.outcome} ${record.reason ?? ''}`
  }
  // What exactly was wrong is the defender's to know (RFC 6750 §3.1).
  const wire = JSON.stringify(answer.headers) + answer.text
  return expected.told !== true && expected.reason !== expected.error && wire.includes(expected.reason)
    ? 'the wire tells the precise reason'
    : undefined
}

/** All requests of `work` in one trace of their own. */
async function traced(work: () => Promise<Answer>): Promise<{ answer: Answer; traceId: string }> {
  return withTrace(undefined, async () => ({ answer: await work(), traceId: currentTrace()!.traceId }))
}

function describe({ status, error }: Answer): string {
  return error === undefined ? String(status) : `${status} ${error}`
}
