import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { listServices, startSystem, type System } from '@chain-of-trust/tooling'
import { afterAll, beforeAll } from 'vitest'

export interface RestartableService {
  /** Stops the one service; the others go on. */
  stop(): Promise<void>
  /** The same with SIGKILL. */
  kill(): Promise<void>
  start(): Promise<void>
}

export interface Restartable extends RestartableService {
  stateDir: string
}

/** The whole system for this test file, one service of which can be stopped and started. */
export function restartable(name: string, env: Record<string, string> = {}): Restartable {
  const { stateDir, services } = restartables([name], env)
  return { stateDir, ...services[0]! }
}

/** The same with several services, each by itself. */
export function restartables(
  names: readonly string[],
  env: Record<string, string> = {},
): { stateDir: string; services: RestartableService[] } {
  const stateDir = mkdtempSync(join(tmpdir(), 'chain-of-trust-e2e-'))
  const all = listServices()
  const others = all.filter(({ name }) => !names.includes(name))
  let rest: System
  const services = names.map((name) => {
    const only = all.filter((service) => service.name === name)
    let service: System
    return {
      start: async () => void (service = await startSystem({ stateDir, services: only, env })),
      stop: () => service.stop(),
      kill: () => service.kill(),
    }
  })
  beforeAll(async () => {
    rest = await startSystem({ stateDir, services: others, env })
    for (const service of services) await service.start()
  })
  afterAll(async () => {
    for (const service of services) await service.stop()
    await rest.stop()
  })
  return { stateDir, services }
}
