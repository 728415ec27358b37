import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { AuditRecord } from '@chain-of-trust/auth-core'
import { expect, test } from 'vitest'
import { systemUnderTest } from './system-under-test.ts'

interface Walkthrough {
  steps: { n: number; ok: boolean; token?: { name: string; claims: Record<string, unknown> } }[]
  audit: AuditRecord[]
}

const system = systemUnderTest()
const command = fileURLToPath(new URL('../../tooling/src/commands/walkthrough.ts', import.meta.url))

test('the walk-through takes ten steps, and its four records are one chain', async () => {
  const audit = system.stateDir === undefined ? [] : ['--audit-dir', `${system.stateDir}/audit`]
  const { stdout } = await promisify(execFile)(process.execPath, [command, '--json', ...audit])
  const { steps, audit: chain } = JSON.parse(stdout) as Walkthrough

  expect(steps.map(({ n }) => n)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  expect(steps.filter(({ ok }) => !ok)).toEqual([])

  const tokens = new Map(
    steps.flatMap(({ token }) => (token === undefined ? [] : [[token.name, token.claims]])),
  )
  expect([...tokens.keys()]).toEqual(['A', 'B', 'C'])
  const each = (claim: (claims: Record<string, unknown>) => unknown) =>
    new Set([...tokens.values()].map(claim))
  expect(each((claims) => claims['aud']).size).toBe(3)
  expect(each((claims) => `${String(claims['tid'])} ${String(claims['oid'])}`).size).toBe(1)
  expect(each((claims) => (claims['cnf'] as { jkt: string }).jkt).size).toBe(3)
  expect([...each((claims) => claims['scp'])]).toEqual(['access_as_user', 'Documents.Read', 'Files.Read'])

  expect(chain).toHaveLength(4)
  expect(new Set(chain.map(({ trace_id }) => trace_id)).size).toBe(1)
  const [acceptedA, exchangedB, exchangedC, acceptedC] = chain.map(({ token }) => token)
  expect(exchangedB?.parent_uti).toBe(acceptedA?.uti)
  expect(exchangedC?.parent_uti).toBe(exchangedB?.uti)
  expect(acceptedC?.uti).toBe(exchangedC?.uti)
})
