import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startSystem, type System } from '@chain-of-trust/tooling'
import type { BrowserContext } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'

const CLOCK = new URL('./clock-ahead.ts', import.meta.url).href

export interface WholeSystem {
  stateDir: string
  /** Stops every service, and starts them again `seconds` later by their clocks. */
  restartLater(seconds: number): Promise<void>
}

/** The whole system for this test file, whose clocks can be moved. */
export function wholeSystem(): WholeSystem {
  const stateDir = mkdtempSync(join(tmpdir(), 'chain-of-trust-e2e-'))
  let system: System
  beforeAll(async () => void (system = await startSystem({ stateDir })))
  afterAll(() => system.stop())
  return {
    stateDir,
    async restartLater(seconds) {
      await system.stop()
      const env = { NODE_OPTIONS: `--import ${CLOCK}`, CLOCK_AHEAD: String(seconds) }
      system = await startSystem({ stateDir, env })
    },
  }
}

/** The same for the pages of a browser. */
export const withClockAhead =
  (seconds: number) =>
  async (context: BrowserContext): Promise<void> => {
    await context.addInitScript((ahead) => {
      const now = Date.now
      globalThis.Date = new Proxy(Date, {
        construct: (target, given: [], newTarget: typeof Date) =>
          Reflect.construct(target, given.length === 0 ? [now() + ahead] : given, newTarget) as Date,
        get: (target, property, receiver) =>
          property === 'now' ? () => now() + ahead : (Reflect.get(target, property, receiver) as unknown),
      })
    }, seconds * 1000)
  }
