import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { listServices, startSystem, type System } from '@chain-of-trust/tooling'
import { afterAll, beforeAll } from 'vitest'

export interface Restartable {
  stateDir: string
  /** Stops the one service; the others go on. */
  stop(): Promise<void>
  start(): Promise<void>
}

/** The whole system for this test file, one service of which can be stopped and started. */
export function restartable(name: string, env: Record<string, string> = {}): Restartable {
  const stateDir = mkdtempSync(join(tmpdir(), 'chain-of-trust-e2e-'))
  const [one, others] = [true, false].map((wanted) =>
    listServices().filter((service) => (service.name === name) === wanted),
  )
  let rest: System
  let service: System
  const start = async () => void (service = await startSystem({ stateDir, services: one!, env }))
  beforeAll(async () => {
    rest = await startSystem({ stateDir, services: others!, env })
    await start()
  })
  afterAll(async () => {
    await service.stop()
    await rest.stop()
  })
  return { stateDir, start, stop: () => service.stop() }
}
