import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { AuditRecord } from '@chain-of-trust/auth-core'
import { expect, test } from 'vitest'
import { systemUnderTest } from './system-under-test.ts'

interface Walkthrough {
  steps: {
    n: number
    ok: boolean
    note?: string
    token?: { name: string; claims: Record<string, unknown> }
  }[]
  audit: AuditRecord[]
  linking?: AuditRecord[]
}

const system = systemUnderTest()
const command = fileURLToPath(new URL('../../tooling/src/commands/walkthrough.ts', import.meta.url))

async function walkthrough(...args: string[]): Promise<Walkthrough> {
  const audit = system.stateDir === undefined ? [] : ['--audit-dir', `${system.stateDir}/audit`]
  const { stdout } = await promisify(execFile)(process.execPath, [command, '--json', ...args, ...audit])
  return JSON.parse(stdout) as Walkthrough
}

test(
  'the walk-through takes ten steps, and its four records are one chain',
  { tags: ['OBO-1', 'OBO-2', 'LOG-2'] },
  async () => {
    const { steps, audit: chain } = await walkthrough()

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
  },
)

test('an account elsewhere is asked for, connected and used, in fourteen steps', async () => {
  const { steps, audit: chain, linking = [] } = await walkthrough('--pattern', '3', '--anew')
  expect(steps.map(({ n }) => n)).toEqual(Array.from({ length: 14 }, (_, index) => index + 1))
  expect(steps.filter(({ ok }) => !ok)).toEqual([])

  const tokens = steps.flatMap(({ token }) => (token === undefined ? [] : [token]))
  expect(tokens.map(({ name }) => name)).toEqual(['A', 'B', 'C', 'B', 'C', 'provider'])
  expect(new Set(tokens.map(({ claims }) => `${String(claims['tid'])} ${String(claims['oid'])}`)).size).toBe(
    1,
  )
  expect(tokens.slice(2).map(({ claims }) => claims['scp'] ?? claims['scope'])).toEqual([
    'Vault.Use',
    'Issues.Read',
    'Vault.Use',
    'read:user issues:read',
  ])

  expect(chain.map(({ service, event }) => `${service} ${event}`)).toEqual([
    'orchestrator token_accepted',
    'orchestrator token_exchanged',
    'mcp-github token_exchanged',
    'token-vault token_released',
  ])
  expect(new Set(chain.map(({ trace_id }) => trace_id)).size).toBe(1)
  const said = linking.map(({ event, reason }) => `${event} ${reason}`)
  expect(said).toEqual(
    expect.arrayContaining(['token_released not_linked', 'account_link consented', 'account_link linked']),
  )
})

test('an account that is connected already is used at once', async () => {
  const { steps, linking } = await walkthrough('--pattern', '3')
  expect(steps.filter(({ ok }) => !ok)).toEqual([])
  expect(steps.filter(({ note }) => note?.startsWith('not needed')).map(({ n }) => n)).toEqual([
    5, 6, 7, 8, 9, 10,
  ])
  expect(linking).toBeUndefined()
})

test(
  'a server on the person’s own machine gets its token over a pipe, in eight steps',
  { tags: ['STD-1'] },
  async () => {
    const { steps, audit: local } = await walkthrough('--pattern', '2')
    expect(steps.map(({ n }) => n)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    expect(steps.filter(({ ok }) => !ok)).toEqual([])

    const [token, ...others] = steps.flatMap((step) => (step.token === undefined ? [] : [step.token]))
    expect(others).toEqual([])
    expect(token).toMatchObject({
      name: 'local',
      claims: { scp: 'Workspace.Read', cnf: { jkt: expect.stringMatching(/^[\w-]{43}$/) as string } },
    })

    const accepted = local.filter(({ event }) => event === 'token_accepted')
    expect(accepted.map(({ tool, outcome }) => [tool, outcome])).toEqual([
      [undefined, 'success'],
      ['read_file', 'success'],
    ])
    expect(new Set(accepted.map((record) => record.token?.uti))).toEqual(new Set([token?.claims['uti']]))
    // The program without a credential left no record of a call: it was not let so far.
    expect(steps[7]?.note).toContain('exit code 65')
  },
)
