import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openAuditLog, type AuditEntry } from '@chain-of-trust/auth-core'
import { beforeEach, expect, test, vi } from 'vitest'

// Each starts processes, on a machine that may have other things to do.
vi.setConfig({ testTimeout: 30_000 })

const COMMAND = fileURLToPath(new URL('../commands/audit.ts', import.meta.url))
const TRACE = 'ab'.repeat(16)
const OTHER = 'cd'.repeat(16)

let folder: string
let orchestrator: string
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'audit-command-'))
  orchestrator = join(folder, 'audit/orchestrator.jsonl')
  const accepted = { event: 'token_accepted', outcome: 'success' } as const
  await write('orchestrator', [
    { ...accepted, token: { name: 'A', uti: 'uti-a' }, trace_id: TRACE, operation_id: 'operation-1' },
    {
      event: 'token_exchanged',
      outcome: 'success',
      token: { name: 'B', uti: 'uti-b', parent_uti: 'uti-a' },
      scopes: { requested: ['http://x/Documents.Read'], granted: ['Documents.Read'] },
      trace_id: TRACE,
    },
    { ...accepted, token: { name: 'A', uti: 'uti-a' }, trace_id: OTHER },
  ])
  await write('mock-graph', [
    { ...accepted, outcome: 'failure', reason: 'token_expired', token: { uti: 'uti-c' }, trace_id: TRACE },
  ])
})

async function write(service: string, entries: AuditEntry[]): Promise<void> {
  let time = service === 'orchestrator' ? 0 : 1000
  const log = openAuditLog({ stateDir: folder, service, now: () => new Date((time += 1)) })
  for (const entry of entries) log.write(entry)
  await log.close()
}

function audit(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const env = { ...process.env, NO_COLOR: '1', STATE_DIR: folder }
  return spawnSync(process.execPath, [COMMAND, ...args], { encoding: 'utf8', env })
}

test('logs as they were written verify, each with its count and head', () => {
  const { status, stdout } = audit('verify')
  expect(stdout).toMatch(/✓ mock-graph {4}2 records, 2 checkpoints, head 1 [0-9a-f]{16}…/)
  expect(stdout).toMatch(/✓ orchestrator {2}4 records, 2 checkpoints, head 3/)
  expect(stdout).toContain('2 chains verified.')
  expect(status).toBe(0)
})

test(
  'a changed log is named, with the place and what was done; the exit status is 1',
  { tags: ['LOG-3', 'PIT-5'] },
  () => {
    writeFileSync(orchestrator, readFileSync(orchestrator, 'utf8').replace('uti-b', 'uti-x'))
    const { status, stdout } = audit('verify', '--dir', folder)
    expect(stdout).toMatch(/× orchestrator[^\n]*\n {4}edited {2}line 3, record 2: not what its own hash says/)
    expect(stdout).toMatch(/✓ mock-graph/)
    expect(status).toBe(1)
    const { ok, logs } = JSON.parse(audit('verify', '--json').stdout) as { ok: boolean; logs: unknown[] }
    expect(ok).toBe(false)
    expect(logs).toMatchObject([
      { service: 'mock-graph', ok: true, records: 2 },
      { service: 'orchestrator', ok: false, faults: [{ kind: 'edited', in: 'log', line: 3, seq: 2 }] },
    ])
  },
)

test('a log that is gone altogether is missed', () => {
  rmSync(orchestrator)
  const { status, stdout } = audit('verify')
  expect(stdout).toMatch(/× orchestrator[^\n]*\n {4}truncated {2}record 0: ends before record 3/)
  expect(status).toBe(1)
})

test('keys kept elsewhere are believed before those beside the log', async () => {
  const elsewhere = mkdtempSync(join(tmpdir(), 'audit-keys-'))
  for (const service of ['orchestrator', 'mock-graph']) {
    const name = `${service}.pub.pem`
    writeFileSync(join(elsewhere, name), readFileSync(join(folder, 'audit-keys', name)))
  }
  for (const part of ['audit', 'checkpoints', 'audit-keys']) rmSync(join(folder, part), { recursive: true })
  await write('orchestrator', [])
  await write('mock-graph', [])
  expect(audit('verify').status).toBe(0)
  const { status, stdout } = audit('verify', '--keys', elsewhere)
  expect(stdout).toMatch(/foreign_key {2}line 1, record 0: the log began under key/)
  expect(status).toBe(1)
})

test.each([
  ['its trace id', TRACE],
  ['its operation id', 'operation-1'],
  ['the uti of a token in it', 'uti-b'],
])('the hops of a request are found by %s', (_, id) => {
  const { status, stdout } = audit('trace', id)
  expect(status).toBe(0)
  const hops = stdout.split('\n').filter((line) => /^[✓×↻]/.test(line))
  expect(hops.map((line) => line.replaceAll(/ {2,}/g, ' ').split(' ').slice(2, 4).join(' '))).toEqual([
    'orchestrator token_accepted',
    'orchestrator token_exchanged',
    'mock-graph token_accepted',
  ])
  expect(stdout).toContain('parent uti-a')
  expect(stdout).toContain('http://x/Documents.Read → Documents.Read')
  expect(stdout).toContain('token_expired')
})

test('a token that served for two requests shows both', { tags: ['LOG-2'] }, () => {
  const { traces } = JSON.parse(audit('trace', 'uti-a', '--json').stdout) as {
    traces: { traceId: string; records: unknown[] }[]
  }
  expect(traces.map(({ traceId, records }) => [traceId, records.length])).toEqual([
    [TRACE, 3],
    [OTHER, 1],
  ])
})

test.each([
  [['trace', 'nobody'], /No record names nobody under/],
  [['trace'], /trace ID \[--dir FOLDER\]/],
  [['nonsense'], /npm run audit -- verify/],
  [['verify', '--nosuch'], /Unknown option '--nosuch'[\s\S]*npm run audit/],
  [['verify', '--dir', '/nosuch'], /There is no folder \/nosuch/],
  [['verify', '--dir', import.meta.dirname], /There are no audit logs under .*npm start/],
])('%j is answered in words', (args, words) => {
  const { status, stderr } = audit(...args)
  expect(stderr).toMatch(words)
  expect(stderr).not.toContain('    at ')
  expect(status).toBe(1)
})
