import { findRedis } from '@chain-of-trust/testkit/redis-program'
import { loadAttacks, type NamedAttack } from '../load-attacks.ts'
import { loadPairs } from '../pairs/load-pairs.ts'
import type { NamedPair } from '../pairs/pair.ts'
import { runPair } from '../pairs/run-pair.ts'
import { PROBES } from '../probes/index.ts'
import { LackingHere, type Probe } from '../probes/probe.ts'
import { runAttack } from '../run-attack.ts'
import { lineOf } from '../source-line.ts'
import { openTarget, type Target } from '../target.ts'
import type { Finding } from './judge.ts'

/** Told of each thing when it is done. */
type Tell = (finding: Finding) => void

/** The running system that is looked at and attacked. */
export interface Live {
  ids: ReadonlySet<string>
  /** Of the running system. */
  stateDir: string
  tell: Tell
  signal: AbortSignal
}

const NO_REDIS =
  'Left out for want of valkey-server or redis-server (Debian: apt-get install redis-tools): two replicas share one.'

/**
 * What can be seen of the running system. Before the attacks and the tests: sessions that ended, accounts that were
 * unlinked, and processes that tests start are not the probes' matter.
 */
export async function probeSystem({ ids, stateDir, tell, signal }: Live): Promise<void> {
  for (const probe of PROBES.filter(({ controls }) => controls.some((id) => ids.has(id)))) {
    signal.throwIfAborted()
    tell(await findingOfProbe(probe, stateDir))
  }
}

/** Attacks and pairs of these controls, against the running system. */
export async function attackSystem({ ids, stateDir, tell, signal }: Live): Promise<void> {
  const concerns = (controls: readonly string[]) => controls.some((id) => ids.has(id))
  const attacks = (await loadAttacks()).filter(({ attack }) => concerns(attack.controls))
  const pairs = (await loadPairs()).filter(({ pair }) => concerns(pair.controls))
  if (attacks.length + pairs.length === 0) return
  const target = await openTarget(stateDir)
  try {
    for (const named of attacks) {
      signal.throwIfAborted()
      tell(await findingOfAttack(named, target))
    }
    for (const named of pairs) {
      signal.throwIfAborted()
      tell(await findingOfPair(named, target))
    }
  } finally {
    await target.close()
  }
}

async function findingOfProbe(probe: Probe, stateDir: string): Promise<Finding> {
  const { id, controls, done, file } = probe
  const seen = await probe.run({ stateDir }).then(
    (seen) => ({ result: 'passed', seen }) as const,
    (error: unknown) =>
      ({
        result: error instanceof LackingHere ? 'left out' : 'failed',
        seen: error instanceof Error ? error.message : String(error),
      }) as const,
  )
  const where = lineOf({ file, text: `id: '${id}'` })
  return { kind: 'probe', name: id, controls, done, ...where, ...seen, at: Date.now() }
}

async function findingOfAttack(named: NamedAttack, target: Target): Promise<Finding> {
  const { group, id, attack } = named
  const common = {
    kind: 'attack',
    name: `${group}/${id}`,
    controls: attack.controls,
    done: `${attack.title}; before it, the same request without its twist.`,
  } as const
  if (group === 'replicas' && findRedis() === undefined) {
    return { ...common, result: 'left out', seen: NO_REDIS, at: Date.now() }
  }
  const { refused, by, status, reason, fault, source } = await runAttack(named, target)
  const how = [status === 0 ? '' : status, reason].join(' ').trim()
  return {
    ...common,
    result: refused ? 'passed' : 'failed',
    seen: fault ?? `Refused by ${by}: ${how}. Without its twist it was accepted.`,
    ...(source === undefined ? {} : { file: source.file, line: source.line }),
    at: Date.now(),
  }
}

async function findingOfPair(named: NamedPair, target: Target): Promise<Finding> {
  const { id, title, controls, fault, hardened } = await runPair(named, target)
  const { refusal, status } = hardened
  return {
    kind: 'pair',
    name: id,
    controls,
    result: fault === undefined ? 'passed' : 'failed',
    done: `“${title}”: the same exploit against a system with this mistake and against ours.`,
    seen: fault ?? `It succeeded there; here ${refusal?.by ?? ''} refused it (${status}).`,
    ...(refusal === undefined ? {} : { file: refusal.file, line: refusal.line }),
    at: Date.now(),
  }
}
