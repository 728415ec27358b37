import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { conformance } from './suite.ts'
import { turnstile } from './turnstile.ts'

/** Required by the suite of each revision, and ours besides: none is excused. */
const REQUIRED = { '2026-07-28': 32, '2025-11-25': 18 } as const
const ALSO = ['auth/dpop', 'auth/dpop-nonce']

const entry = join(import.meta.dirname, '../../../../apps/orchestrator/src/mcp/conformance/main.ts')
const inTurn = join(import.meta.dirname, 'in-turn.ts')
const gate = await turnstile(3)
afterAll(() => gate.close())
const command = `"${process.execPath}" "${inTurn}" ${gate.port} "${entry}"`
const client = ['client', '--command', command, '--timeout', '900000']

test.each(['2026-07-28', '2025-11-25'] as const)(
  'the orchestrator’s MCP client passes every required client scenario of %s, and DPoP',
  async (revision) => {
    const run = await conformance([...client, '--requirements', revision])
    expect({ failed: run.failed, faults: run.faults }).toEqual({ failed: [], faults: expect.anything() })
    expect(run.passed).toEqual(expect.arrayContaining(['tools_call', 'auth/scope-step-up']))
    expect(run.passed).toHaveLength(REQUIRED[revision])
    expect(run.status).toBe(0)
    // The suite runs them, but does not count them: an extension of the specification.
    expect(run.extra).toEqual(expect.arrayContaining(ALSO))
  },
  960_000,
)

test('a client that does nothing does not pass', async () => {
  const idle = ['client', '--command', `"${process.execPath}" --eval 0`]
  const run = await conformance([...idle, '--scenario', 'tools_call', '--spec-version', '2026-07-28'])
  expect(run.status).toBe(1)
})
