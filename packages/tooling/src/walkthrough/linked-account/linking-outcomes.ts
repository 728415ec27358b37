/** Steps 6 to 9: what became of the connecting, from the pages that the person saw and what the vault recorded. */
import type { AuditRecord } from '@chain-of-trust/auth-core'
import { registration } from '@chain-of-trust/service-kit/registrations'
import { listServices } from '../../services.ts'
import type { Outcomes } from '../steps.ts'
import type { Visit } from './connect.ts'
import { VAULT } from './plan.ts'

const VAULT_ORIGIN = new URL(registration(VAULT).url).origin

export function linkingOutcomes({ done, ms, end }: Visit, records: readonly AuditRecord[]): Outcomes {
  const agreed = done.findIndex(({ page, at }) => page === 'consent' && at === VAULT_ORIGIN)
  const signedIn = agreed === -1 ? done : done.slice(0, agreed)
  const elsewhere = agreed === -1 ? [] : done.slice(agreed + 1).filter(({ at }) => at !== VAULT_ORIGIN)
  const consented = elsewhere.some(({ page }) => page === 'consent')
  const linked = records.find(
    ({ service, event, outcome, reason }) =>
      service === VAULT && event === 'account_link' && outcome === 'success' && reason?.endsWith('linked'),
  )
  const failure = records.findLast(({ outcome }) => outcome === 'failure')
  // The last page says what happened; what was recorded says why.
  const refusal = {
    status: end.status,
    by: failure?.service ?? nameOf(end.at),
    reason: failure?.reason ?? end.text,
  }
  const step = (ok: boolean, took: number) => ({ ok, ms: took, ...(ok ? {} : { refusal }) })
  return {
    6: step(agreed !== -1, ms + sum(signedIn)),
    7: step(elsewhere.length > 0, sum(done.slice(agreed, agreed + 1))),
    // The last press leads to the vault, which redeems the code before it shows its page.
    8: step(consented, sum(elsewhere.slice(0, -1))),
    9: step(linked !== undefined && end.status === 200, sum(elsewhere.slice(-1))),
  }
}

function sum(done: Visit['done']): number {
  return done.reduce((total, { ms }) => total + ms, 0)
}

function nameOf(origin: string): string {
  return listServices().find(({ url }) => url === origin)?.name ?? origin
}
