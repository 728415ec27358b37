/** What became of the steps of pattern 3, read from the audit records of the two calls. */
import type { AuditRecord } from '@chain-of-trust/auth-core'
import type { ToolAnswer } from '../call-tool.ts'
import { type Place, recordAt } from '../chain-records.ts'
import { timesOf, tokenClaims } from '../outcomes.ts'
import { ORCHESTRATOR, type Outcomes, type StepRefusal, type StepToken } from '../steps.ts'
import { ACCOUNT_CHAIN, CONNECTING, SERVER, VAULT } from './plan.ts'

type Outcome = NonNullable<Outcomes[number]>

/** Steps 2 to 5: the call that finds no account. */
export function askOutcomes(answer: ToolAnswer, records: readonly AuditRecord[]): Outcomes {
  const { reached, exchangedB, exchangedC, refusedByVault } = hopsOf(answer, records)
  if (answer.result) {
    const note = 'not needed: the account is connected already (--anew ends that first)'
    const skipped = CONNECTING.map((n) => [n, { ok: true, ms: 0, checked: [], note }] as const)
    return { 2: reached, 3: exchangedB, 4: exchangedC, ...Object.fromEntries(skipped) }
  }
  const ms = refusedByVault ? Math.max(0, answer.endedAt - Date.parse(refusedByVault.time)) : 0
  const waits = answer.waiting !== undefined && refusedByVault !== undefined
  return {
    2: reached,
    3: exchangedB,
    4: exchangedC,
    5: { ok: waits, ms, ...(waits ? {} : { refusal: said(answer, refusedByVault) }) },
  }
}

/** Steps 10 to 14: the call that is answered. */
export function answerOutcomes(answer: ToolAnswer, records: readonly AuditRecord[]): Outcomes {
  const { reached, exchangedB, exchangedC, released, refusedByVault, ms } = hopsOf(answer, records)
  const last = released ? Math.max(0, answer.endedAt - Date.parse(released.time)) : 0
  return {
    10: reached,
    11: exchangedB,
    12: exchangedC,
    13: {
      ok: released !== undefined,
      ms,
      ...(released ? { token: providerToken(released) } : { refusal: said(answer, refusedByVault) }),
    },
    14: answer.refusal ? { ok: false, ms: last, refusal: said(answer) } : { ok: true, ms: last },
  }
}

/** The success records of a call's chain; fewer than four where it broke. */
export function chainOf(records: readonly AuditRecord[]): AuditRecord[] {
  return ACCOUNT_CHAIN.flatMap((place) => recordAt(records, place, 'success') ?? [])
}

function hopsOf(answer: ToolAnswer, records: readonly AuditRecord[]) {
  const [placeA, placeB, placeC, placeD] = ACCOUNT_CHAIN
  const at = (place: Place): AuditRecord | undefined => recordAt(records, place, 'success')
  const [accepted, exchanged, onward, released] = [at(placeA), at(placeB), at(placeC), at(placeD)]
  const [t0 = 0, t1 = 0, t2 = 0, t3 = 0] = timesOf([accepted, exchanged, onward, released], answer.startedAt)
  const refusedBy = (service: string): AuditRecord | undefined =>
    records.find((record) => record.service === service && record.outcome === 'failure')
  const hop = (service: string, record: AuditRecord | undefined, ms: number, token?: StepToken): Outcome => ({
    ok: record !== undefined,
    ms,
    ...(token ? { token } : {}),
    ...(record === undefined && refusedBy(service) ? { refusal: said(answer, refusedBy(service)) } : {}),
  })
  return {
    reached: hop(
      ORCHESTRATOR,
      records.find(({ service }) => service === ORCHESTRATOR),
      0,
    ),
    exchangedB: hop(ORCHESTRATOR, exchanged, t0 + t1, exchanged && tokenClaims('B', exchanged, onward)),
    exchangedC: hop(SERVER, onward, t2, onward && tokenClaims('C', onward, released ?? refusedBy(VAULT))),
    released,
    refusedByVault: refusedBy(VAULT),
    ms: t3,
  }
}

/** What the wire and the record say of a refusal. */
function said({ status, refusal }: ToolAnswer, record?: AuditRecord): StepRefusal {
  return {
    by: record?.service ?? ORCHESTRATOR,
    ...refusal,
    status,
    reason: record?.reason ?? refusal?.reason ?? `HTTP ${status}`,
  }
}

/** Nobody but vault, server and provider ever sees it; it says nothing of itself. What the vault recorded of it: */
function providerToken({ link, client, subject }: AuditRecord): StepToken {
  return {
    name: 'provider',
    claims: {
      provider: link?.provider,
      scope: link?.scopes?.granted?.join(' '),
      generation: link?.generation,
      tid: subject?.tid,
      oid: subject?.oid,
      azp: client?.app_id,
    },
    header: {},
    source: 'audit record of token-vault',
  }
}
