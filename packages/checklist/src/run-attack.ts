import { currentTrace, withTrace, type AuditRecord } from '@chain-of-trust/auth-core'
import type { Expected } from './attack.ts'
import type { NamedAttack } from './load-attacks.ts'
import type { Answer } from './http.ts'
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
  /** What is not as it should be. */
  fault?: string
}

/** Makes the request without the twist, then with it, and judges the answer and the audit record. */
export async function runAttack({ id, attack }: NamedAttack, target: Target): Promise<Outcome> {
  const { title, playbook, expected } = attack
  const outcome = { id, title, playbook, by: expected.by }
  try {
    const control = await traced(() => attack.control(target))
    const attempt = await traced(() => attack.attempt(target))
    const records = attempt.answer.records ?? target.records(attempt.traceId)
    const record = records.findLast(({ service }) => service === expected.by)
    const fault = control.answer.accepted
      ? faultIn(attempt.answer, record, expected)
      : `without the twist it is refused too: ${describe(control.answer)}`
    const { status, error } = attempt.answer
    const reason = expected.reason === undefined ? (error ?? '') : (record?.reason ?? '')
    return { ...outcome, refused: fault === undefined, reason, status, ...(fault && { fault }) }
  } catch (error) {
    const fault = error instanceof Error ? error.message : String(error)
    return { ...outcome, refused: false, reason: '', status: 0, fault }
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
