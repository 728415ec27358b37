/** What became of each step of one tool call, read from the audit records of its trace. */
import type { AuditRecord } from '@chain-of-trust/auth-core'
import type { ToolAnswer } from './call-tool.ts'
import { DOCUMENT_CHAIN, type Place, recordAt } from './chain-records.ts'
import { ORCHESTRATOR, type Outcomes, RESOURCE, SERVER, type StepRefusal, type StepToken } from './steps.ts'

const [A_ACCEPTED, A_EXCHANGED, B_EXCHANGED, C_ACCEPTED] = DOCUMENT_CHAIN
const B_REFUSED: Place = { service: SERVER, event: 'token_accepted' }

/** Steps 2 to 10. A step that no record shows is left out. */
export function outcomesOf(answer: ToolAnswer, records: readonly AuditRecord[]): Outcomes {
  const find = (place: Place, outcome: AuditRecord['outcome']) => recordAt(records, place, outcome)
  const accepted = find(A_ACCEPTED, 'success')
  const exchanged = find(A_EXCHANGED, 'success')
  const onward = find(B_EXCHANGED, 'success')
  const received = find(C_ACCEPTED, 'success')

  const [t3, t4, t7, t9] = timesOf([accepted, exchanged, onward, received], answer.startedAt)
  const refusalAt = (place: Place): StepRefusal | undefined => {
    const record = find(place, 'failure')
    return record && { ...answer.refusal, by: record.service, reason: record.reason ?? 'unknown' }
  }
  const step = (
    ok: boolean,
    ms = 0,
    more: { token?: StepToken | undefined; refusal?: StepRefusal | undefined } = {},
  ) => ({
    ok,
    ms,
    ...(more.token ? { token: more.token } : {}),
    ...(more.refusal ? { refusal: more.refusal } : {}),
  })
  const reached = (name: string): boolean => records.some(({ service }) => service === name)
  // The resource accepted the token and said no to the person; anything else went wrong on the way back.
  const denied = answer.refusal && (answer.status === 200 || answer.status === 403)
  const answered = answer.refusal && { by: RESOURCE, reason: `HTTP ${answer.status}`, ...answer.refusal }
  // An exchange comes after the verification: its failure shows that the verification was done.
  const verifiedB = onward !== undefined || refusalAt(B_EXCHANGED) !== undefined

  return {
    2: step(reached(ORCHESTRATOR)),
    3: step(accepted !== undefined, t3, { refusal: refusalAt(A_ACCEPTED) }),
    4: step(exchanged !== undefined, t4, {
      token: exchanged && tokenClaims('B', exchanged, onward),
      refusal: refusalAt(A_EXCHANGED),
    }),
    5: step(reached(SERVER)),
    6: step(verifiedB, 0, { refusal: refusalAt(B_REFUSED) }),
    7: step(onward !== undefined, t7, {
      token: onward && tokenClaims('C', onward, received),
      refusal: refusalAt(B_EXCHANGED),
    }),
    8: step(reached(RESOURCE)),
    9: step(received !== undefined && !denied, t9, { refusal: refusalAt(C_ACCEPTED) ?? answered }),
    10: step(!answer.refusal, answer.endedAt - Math.max(0, ...records.map(({ time }) => Date.parse(time))), {
      refusal: answered,
    }),
  }
}

/** Milliseconds of each record after the one before it; 0 for one that is missing. */
export function timesOf(records: readonly (AuditRecord | undefined)[], startedAt: number): number[] {
  let before = startedAt
  return records.map((record) => {
    const at = record ? Math.max(before, Date.parse(record.time)) : before
    const ms = at - before
    before = at
    return ms
  })
}

/**
 * Tokens B and C never reach the client. Their claims as the audit trail has them: the record of the exchange that
 * obtained the token, and the record of the service that verified it.
 */
export function tokenClaims(
  name: 'B' | 'C',
  obtained: AuditRecord,
  verified: AuditRecord | undefined,
): StepToken {
  const { token, scopes, binding, subject } = obtained
  const services = [obtained.service, ...(verified ? [verified.service] : [])]
  return {
    name,
    claims: {
      aud: token?.audience,
      scp: scopes?.granted?.join(' '),
      tid: verified?.subject?.tid ?? subject?.tid,
      oid: verified?.subject?.oid ?? subject?.oid,
      azp: verified?.client?.app_id,
      uti: token?.uti,
      exp: token?.expires_at,
      ...(binding?.jkt === undefined ? {} : { cnf: { jkt: binding.jkt } }),
    },
    header: {},
    source: `audit records of ${services.join(' and ')}`,
  }
}
