/** Two more orchestrators of the running system, on ports of their own, that share a PostgreSQL and a Redis. */
import { setTimeout as sleep } from 'node:timers/promises'
import { registration } from '@chain-of-trust/service-kit'
import { freePort } from '@chain-of-trust/testkit'
import { startPostgres } from '@chain-of-trust/testkit/postgres'
import { startRedis } from '@chain-of-trust/testkit/redis'
import { keysIn, listServices, startService, waitUntilHealthy } from '@chain-of-trust/tooling'

export interface Replicas {
  /** Each is known as the orchestrator, and reached here. */
  ports: readonly [number, number]
  /** kill -9 of what remembers used proofs; it comes back and knows nothing. */
  loseMemory: () => Promise<void>
  close: () => Promise<void>
}

/**
 * @param systemDir state of the running system, whose identity provider and MCP servers they use
 * @param stateDir for their own audit files
 * @throws Error that says what to install, when there is no Redis
 */
export async function startReplicas(systemDir: string, stateDir: string): Promise<Replicas> {
  const [database, memory] = await Promise.all([startPostgres(), startRedis()])
  const env = {
    ...process.env,
    // Its records are not the running system's.
    AUDIT_TRAIL_URL: '',
    STATE_DIR: stateDir,
    CLIENT_KEY_FILE: keysIn(systemDir).keyFile('orchestrator'),
    DATABASE_URL: database.url,
    DATABASE_PASSWORD_FILE: database.passwordFile,
    REDIS_URL: memory.url,
  }
  const entry = listServices().find(({ name }) => name === 'orchestrator')!
  const run = async (replica: number) => {
    const port = await freePort()
    const service = { ...entry, name: `orchestrator.${replica}`, port, url: `http://127.0.0.1:${port}` }
    const started = startService(service, {
      stateDir,
      env: { ...env, PORT: String(port), RESOURCE: registration('orchestrator').url },
      onLine: () => undefined,
    })
    const failure = new AbortController()
    void started.ended.then(({ how, lines }) =>
      failure.abort(new Error([service.name, how, ...lines].join('\n'))),
    )
    await waitUntilHealthy(service, failure.signal)
    return { port, stop: () => started.stop() }
  }
  const [one, two] = [await run(1), await run(2)]
  // Whoever signed in before the end of the second in which an empty Redis was first read has to do so again.
  await sleep(1000 - (Date.now() % 1000))
  return {
    ports: [one.port, two.port],
    async loseMemory() {
      await memory.kill()
      await memory.start({ empty: true })
    },
    async close() {
      await Promise.all([one.stop(), two.stop()])
      await Promise.all([database.stop(), memory.stop()])
    },
  }
}
