import { join } from 'node:path'
import { readTrace } from '@chain-of-trust/tooling'
import { runPair } from '../pairs/run-pair.ts'
import { observeAttack } from '../run-attack.ts'
import { openTarget, type Target } from '../target.ts'
import type { Catalogue } from './catalogue.ts'
import type { AttackResult, PairResult } from './wire.ts'

export type Ran = { type: 'attack'; result: AttackResult } | { type: 'pair'; result: PairResult }

export interface Runner {
  /** @throws Error when the lab's own services cannot be started */
  run(id: string): Promise<Ran>
  /** Nobody runs anything for now: what was started for the attacks is stopped, a while later. */
  rest(): void
  close(): Promise<void>
}

/** Milliseconds after which the lab's own services, which trust the attacker's issuer, stop. */
const IDLE = 60_000

function onRecord(stateDir: string, by: string, traceId: string | undefined): boolean {
  if (traceId === undefined) return false
  const records = readTrace(join(stateDir, 'audit'), traceId)
  return records.some(({ service, outcome }) => service === by && outcome !== 'success')
}

/** @param stateDir of the running system */
export function createRunner({ attacks, pairs }: Catalogue, stateDir: string): Runner {
  let target: Promise<Target> | undefined
  let idle: NodeJS.Timeout | undefined

  async function open(): Promise<Target> {
    clearTimeout(idle)
    target ??= openTarget(stateDir)
    try {
      return await target
    } catch (error) {
      // The next one tries again.
      target = undefined
      throw error
    }
  }
  async function close(): Promise<void> {
    clearTimeout(idle)
    const opened = target
    target = undefined
    await opened?.then(
      (started) => started.close(),
      () => undefined,
    )
  }

  return {
    async run(id) {
      const started = await open()
      const attack = attacks.get(id)
      if (attack !== undefined) {
        const { outcome, ...seen } = await observeAttack(attack, started)
        const { refused, by, reason, status, source, fault } = outcome
        const told = { ...(source && { source }), ...(fault && { fault }) }
        const inSystem = onRecord(started.stateDir, by, seen.traceId)
        return { type: 'attack', result: { id, refused, by, reason, status, ...told, inSystem, ...seen } }
      }
      const { title: _title, pitfall: _pitfall, ...result } = await runPair(pairs.get(id)!, started)
      return { type: 'pair', result: { ...result, id } }
    },
    rest() {
      clearTimeout(idle)
      idle = setTimeout(() => void close(), IDLE)
      idle.unref()
    },
    close,
  }
}
