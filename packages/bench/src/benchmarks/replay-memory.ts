import { memoryProofs, type ProofMemory } from '@chain-of-trust/auth-core'
import { openSharedState, parseConfig, serviceSchema } from '@chain-of-trust/service-kit'
import { startRedis } from '@chain-of-trust/testkit/redis'
import Fastify from 'fastify'
import type { Benchmark } from '../harness/benchmark.ts'
import { judge } from '../harness/result.ts'
import { median, quantile } from '../harness/statistics.ts'

const ROUNDS = 15
const USES = 2000
/** Requests under way at one time, as at a service that is busy. */
const AT_ONCE = 32

/** What a proof's single use costs where replicas share it, against one process alone: wall time, with a real server beside. */
export const replayMemory: Benchmark = {
  name: 'replay-memory',
  over: 'network',
  async run({ quick }) {
    const redis = await startRedis()
    const config = parseConfig(serviceSchema('mcp-sharepoint'), { REDIS_URL: redis.url })
    const shared = (await openSharedState('mcp-sharepoint', config))!
    const app = Fastify()
    shared.connect(app)
    await app.ready()
    try {
      const rounds = { valkey: [] as number[], memory: [] as number[] }
      for (let round = 0; round < (quick === true ? 2 : ROUNDS); round++) {
        rounds.valkey.push(await microsPerUse(shared.proofs))
        rounds.memory.push(await microsPerUse(memoryProofs()))
      }
      const ratios = rounds.valkey.map((value, round) => value / rounds.memory[round]!)
      return [
        judge({
          name: 'single use of a proof: Valkey / memory',
          measured: `in Valkey, ${AT_ONCE} at once`,
          against: 'in memory',
          ours: median(rounds.valkey),
          baseline: median(rounds.memory),
          ratio: median(ratios),
          spread: [quantile(ratios, 0.1), quantile(ratios, 0.9)],
          unit: 'wall µs per operation',
        }),
      ]
    } finally {
      await app.close()
      await redis.stop()
    }
  },
}

async function microsPerUse(proofs: ProofMemory): Promise<number> {
  const nonce = await proofs.nonce()
  const expiresAt = Date.now() / 1000 + 65
  const started = performance.now()
  for (let done = 0; done < USES; done += AT_ONCE) {
    const uses = Array.from({ length: AT_ONCE }, async () =>
      proofs.use({ jkt: 'key', jti: crypto.randomUUID(), nonce, expiresAt }),
    )
    for (const { outcome } of await Promise.all(uses)) if (outcome !== 'first_use') throw new Error(outcome)
  }
  return ((performance.now() - started) * 1000) / USES
}
