import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  administer,
  liveSystem,
  tierProbes,
  type LiveSystem,
  type TierProbe,
} from '@chain-of-trust/checklist/system'
import { startSystem } from '@chain-of-trust/tooling'
import type { Benchmark } from '../harness/benchmark.ts'
import { judge, type Result } from '../harness/result.ts'
import { quantile } from '../harness/statistics.ts'

const REVOCATIONS = 200
/** In turn: an event makes tokens stale by whole seconds, so nobody has two within one. */
const PEOPLE = ['Alice', 'Bob', 'Carol', 'Erin Eklund', 'Frank']
/** Milliseconds. */
const BOUND = 250
const PATIENCE = 10_000
/** Between two questions of the caller: as finely as the delay is measured. */
const PAUSE = 5
/** Between two rounds: nobody's turn comes again within a second. */
const REST = 250

/**
 * From the administrator's click to the first refusal, at each tier, while a caller with warm caches keeps asking. What it is compared with is a bound, not another program: without events, a token lives on to its end.
 */
export const revocation: Benchmark = {
  name: 'revocation',
  over: 'system',
  async run({ quick }) {
    const stateDir = await mkdtemp(join(tmpdir(), 'chain-of-trust-bench-'))
    const running = await startSystem({ stateDir })
    try {
      const delays = new Map<string, number[]>()
      for (let done = 0; done < (quick === true ? 3 : REVOCATIONS); done++) {
        for (const { tier, delay } of await revokeOnce(liveSystem(stateDir), PEOPLE[done % PEOPLE.length]!)) {
          delays.set(tier, [...(delays.get(tier) ?? []), delay])
        }
        await sleep(REST)
      }
      return [...delays].map(([tier, values]) => lineOf(tier, values))
    } finally {
      await running.stop()
    }
  },
}

async function revokeOnce(system: LiveSystem, name: string): Promise<{ tier: string; delay: number }[]> {
  const session = await system.signIn(name)
  const probes = await tierProbes(system, session)
  for (const { tier, ask } of [...probes, ...probes]) {
    const { status } = await ask()
    if (status !== 200) throw new Error(`${tier} refused a good token: ${status}`)
  }
  const clicked = performance.now()
  const refusals = probes.map(async (probe) => ({
    tier: probe.tier,
    delay: (await refused(probe)) - clicked,
  }))
  await administer(name, 'revokeSessions')
  return Promise.all(refusals)
}

/** @returns when the first refusal was there */
async function refused({ tier, ask }: TierProbe): Promise<number> {
  const end = performance.now() + PATIENCE
  for (;;) {
    const { status, error } = await ask()
    const now = performance.now()
    if (status === 401 && error === 'insufficient_claims') return now
    if (status !== 200) throw new Error(`${tier} answered ${status} ${error}`)
    if (now > end) throw new Error(`${tier} did not notice the revocation`)
    await sleep(PAUSE)
  }
}

function lineOf(tier: string, delays: readonly number[]): Result {
  const ours = quantile(delays, 0.99)
  return judge({
    name: `revocation at ${tier}, 99th percentile / ${BOUND} ms`,
    measured: `click to first refusal at ${tier}, 99th percentile of ${delays.length}`,
    against: `a bound of ${BOUND} ms`,
    ours,
    baseline: BOUND,
    ratio: ours / BOUND,
    spread: [quantile(delays, 0.1) / BOUND, quantile(delays, 0.9) / BOUND],
    unit: 'ms',
    target: { is: 'at most', value: 1 },
  })
}
