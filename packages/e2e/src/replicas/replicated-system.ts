import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startPostgres } from '@chain-of-trust/testkit/postgres'
import { startRedis } from '@chain-of-trust/testkit/redis'
import { ensureDevKeys, keysIn, listServices, startSystem } from '@chain-of-trust/tooling'
import { afterAll, beforeAll } from 'vitest'
import { breakableLink, type BreakableLink } from './breakable-link.ts'
import { startReplicas, type ReplicaSet } from './replica-set.ts'

const REPLICATED = ['orchestrator', 'mcp-sharepoint'] as const
type Replicated = (typeof REPLICATED)[number]

/** Two orchestrators and two MCP servers that share a PostgreSQL and a Redis; the rest of the system once. */
export interface ReplicatedSystem {
  stateDir: string
  of(service: Replicated): ReplicaSet
  postgres: () => BreakableLink
  redis: () => BreakableLink
  /** kill -9 of the real server, which comes back without what it knew. */
  restartRedisEmpty(): Promise<void>
}

/** For one test file. @param env of every service */
export function replicatedSystem(env: Record<string, string> = {}): ReplicatedSystem {
  const stateDir = mkdtempSync(join(tmpdir(), 'chain-of-trust-replicas-'))
  const sets = new Map<string, ReplicaSet>()
  const ends: (() => Promise<unknown>)[] = []
  let postgres: BreakableLink
  let redis: BreakableLink
  let restart: () => Promise<void>

  beforeAll(async () => {
    const [database, memory] = await Promise.all([startPostgres(), startRedis()])
    ends.push(
      () => database.stop(),
      () => memory.stop(),
    )
    postgres = await breakableLink(Number(new URL(database.url).port))
    redis = await breakableLink(Number(new URL(memory.url).port))
    ends.push(
      () => postgres.close(),
      () => redis.close(),
    )
    restart = async () => {
      await memory.kill()
      await memory.start({ empty: true })
    }

    const shared = {
      ...env,
      REDIS_URL: through(memory.url, redis),
    }
    const ofOrchestrator = {
      DATABASE_URL: through(database.url, postgres),
      DATABASE_PASSWORD_FILE: database.passwordFile,
    }
    const services = listServices().filter(({ name }) => !REPLICATED.some((one) => one === name))
    const rest = await startSystem({ stateDir, services, env: shared })
    ends.push(() => rest.stop())
    await ensureDevKeys([...REPLICATED], keysIn(stateDir))
    for (const name of REPLICATED.toReversed()) {
      const own = name === 'orchestrator' ? { ...shared, ...ofOrchestrator } : shared
      const set = await startReplicas(name, 2, { stateDir, env: own })
      sets.set(name, set)
      ends.push(() => set.close())
    }
    // Whoever signed in before the end of the second in which an empty Redis was first read has to do so again.
    await sleep(1000 - (Date.now() % 1000))
  })
  afterAll(async () => {
    for (const end of ends.toReversed()) await end()
  })

  return {
    stateDir,
    of: (service) => sets.get(service)!,
    postgres: () => postgres,
    redis: () => redis,
    restartRedisEmpty: () => restart(),
  }
}

/** The same address, by the wire that can be cut. */
function through(url: string, { port }: BreakableLink): string {
  const linked = new URL(url)
  linked.port = String(port)
  return linked.href
}
