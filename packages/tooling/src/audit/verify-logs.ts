import { verifyAuditLog, type AuditFiles, type AuditReport, type Fault } from '@chain-of-trust/auth-core'
import { compareWithHeld, faultsOf, type HeldFault } from './compare-with-held.ts'
import { isTrailHere, readHeldLogs, type HeldLog } from './held.ts'

/** One log, as its files and audit-trail have it. */
export interface LogReport extends Omit<AuditReport, 'faults'> {
  faults: (Fault | HeldFault)[]
  /** Where audit-trail holds it, and its last record there. */
  held: { log: string; seq: number } | null
}

export interface Verification {
  ok: boolean
  logs: LogReport[]
  /** What audit-trail holds, and no file here is the beginning of. */
  heldAlone: { log: string; seq: number; ok: boolean }[]
  /** Whether audit-trail's store was there to be looked at. */
  trail: boolean
}

/** Verifies logs by their chains, checkpoints and keys, and by what audit-trail got of them. @throws {NoAuditLogs} */
export function verifyLogs(stateDir: string, logs: readonly AuditFiles[]): Verification {
  const trail = isTrailHere(stateDir)
  // Before the files, which grow first.
  const held = trail ? readHeldLogs(stateDir) : []
  const { compared, alone, gone } = compareWithHeld(logs, held)
  const reports = compared.map(({ files, held: own, faults }): LogReport => {
    const report = verifyAuditLog(files)
    return {
      ...report,
      ok: report.ok && faults.length === 0,
      faults: [...report.faults, ...faults],
      held: own?.head ? { log: own.log, seq: own.head.seq } : null,
    }
  })
  const all = [...reports, ...gone.map(goneReport)]
  return {
    ok: all.every(({ ok }) => ok) && alone.every(({ ok }) => ok),
    logs: all,
    heldAlone: alone
      .filter((log) => !gone.includes(log))
      .map(({ log, head, ok }) => ({ log, seq: head?.seq ?? -1, ok })),
    trail,
  }
}

/** A log of which nothing is left here: no line, no checkpoint, no key. */
function goneReport(held: HeldLog): LogReport {
  const { log, head } = held
  const seq = head?.seq ?? -1
  const message = 'audit-trail has this record, and here is nothing of the log'
  return {
    service: log,
    name: log,
    ok: false,
    records: 0,
    checkpoints: 0,
    head: undefined,
    unwitnessed: 0,
    faults: [{ kind: 'truncated', in: 'audit-trail', seq, message }, ...faultsOf(held)],
    held: { log, seq },
  }
}
