import { globSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AuditRecord } from '@chain-of-trust/auth-core'
import { readTrace } from '@chain-of-trust/tooling'
import { startLab, type Lab } from './lab/lab.ts'
import { startReplicas, type Replicas } from './lab/replicas.ts'
import { liveSystem, type LiveSystem } from './system/live-system.ts'

/**
 * What the attacks are aimed at: the running system, which is signed in to as anybody would, and the lab, two of
 * its services with an issuer whose key is the attacker's to use. What a good signature cannot get past is
 * tried in the lab; what a real token cannot, on the system.
 */
export interface Target extends Omit<Lab, 'close'> {
  system: LiveSystem
  /** Of the running system: its audit files and keys. */
  stateDir: string
  /** Of the lab: what is started for one attack keeps its state and its audit files in it. */
  labDir: string
  /** Started when they are first asked for. */
  replicas: () => Promise<Replicas>
  /** Those that run end: they fetch events in the name of the running orchestrator, which would not learn of them. */
  endReplicas: () => Promise<void>
  /** Audit records of one trace, oldest first. */
  records(traceId: string): AuditRecord[]
  close: () => Promise<void>
}

/** @param stateDir of the running system: its audit files and keys */
export async function openTarget(stateDir: string): Promise<Target> {
  const labDir = mkdtempSync(join(tmpdir(), 'chain-of-trust-lab-'))
  const { close, ...lab } = await startLab(labDir)
  let replicas: Promise<Replicas> | undefined
  const endReplicas = async (): Promise<void> => {
    const started = replicas
    replicas = undefined
    await started?.then(
      ({ close }) => close(),
      () => undefined,
    )
  }
  return {
    ...lab,
    replicas: () => (replicas ??= startReplicas(stateDir, join(labDir, 'replicas'))),
    endReplicas,
    system: liveSystem(stateDir),
    stateDir,
    labDir,
    records: (traceId) =>
      ['audit', '*/audit']
        .flatMap((pattern) => globSync(pattern, { cwd: labDir }).map((folder) => join(labDir, folder)))
        .concat(join(stateDir, 'audit'))
        .flatMap((folder) => readTrace(folder, traceId))
        .sort((a, b) => a.time.localeCompare(b.time)),
    async close() {
      await endReplicas()
      await close()
      rmSync(labDir, { recursive: true, force: true })
    },
  }
}
