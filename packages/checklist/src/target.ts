import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AuditRecord } from '@chain-of-trust/auth-core'
import { readTrace } from '@chain-of-trust/tooling'
import { startLab, type Lab } from './lab/lab.ts'
import { liveSystem, type LiveSystem } from './system/live-system.ts'

/**
 * What the attacks are aimed at: the running system, which is signed in to as anybody would, and the lab, two of
 * its services with an issuer whose key is the attacker's to use. What a good signature cannot get past is
 * tried in the lab; what a real token cannot, on the system.
 */
export interface Target extends Omit<Lab, 'close'> {
  system: LiveSystem
  /** Audit records of one trace, oldest first. */
  records(traceId: string): AuditRecord[]
  close: () => Promise<void>
}

/** @param stateDir of the running system: its audit files and keys */
export async function openTarget(stateDir: string): Promise<Target> {
  const labDir = mkdtempSync(join(tmpdir(), 'chain-of-trust-lab-'))
  const { close, ...lab } = await startLab(labDir)
  return {
    ...lab,
    system: liveSystem(stateDir),
    records: (traceId) => [labDir, stateDir].flatMap((folder) => readTrace(join(folder, 'audit'), traceId)),
    async close() {
      await close()
      rmSync(labDir, { recursive: true, force: true })
    },
  }
}
