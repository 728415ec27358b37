import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startSystem, type System } from '@chain-of-trust/tooling'
import { afterAll, beforeAll } from 'vitest'

export const AI_HOST = 'http://localhost:4400'
export const ORCHESTRATOR = 'http://localhost:4401'
export const MCP_SHAREPOINT = 'http://localhost:4411'
export const MOCK_GRAPH = 'http://localhost:4491'

export interface SystemUnderTest {
  /** Where the audit files and logs are; undefined when the system runs elsewhere. */
  stateDir: string | undefined
}

/**
 * The whole system, started for this test file with a fresh state; or, with `E2E_TARGET=running`, the one
 * that already listens on the contracted ports (containers, say).
 */
export function systemUnderTest(env: Record<string, string> = {}): SystemUnderTest {
  const running = process.env['E2E_TARGET'] === 'running'
  const stateDir = running ? undefined : mkdtempSync(join(tmpdir(), 'chain-of-trust-e2e-'))
  let system: System | undefined
  beforeAll(async () => {
    if (stateDir !== undefined) system = await startSystem({ stateDir, env })
  })
  afterAll(() => system?.stop())
  return { stateDir }
}
