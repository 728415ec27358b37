import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { auditFiles, verifyAuditLog, type AuditLog } from '@chain-of-trust/auth-core'
import { expect, test } from 'vitest'
import { openAuditSlot, openServiceAuditLog } from './audit-log.ts'
import { ConfigError } from './config-error.ts'

const newState = () => mkdtempSync(join(tmpdir(), 'state-'))
const logs = (state: string) =>
  readdirSync(join(state, 'audit'))
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
const write = (log: AuditLog) => log.write({ event: 'token_accepted', outcome: 'success' })

test('a service whose audit log is held by another does not start, and says why', async () => {
  const config = { STATE_DIR: newState() }
  const log = openServiceAuditLog('mock-graph', config)
  expect(() => openServiceAuditLog('mock-graph', config)).toThrow(ConfigError)
  expect(() => openServiceAuditLog('mock-graph', config)).toThrow(
    /mock-graph.lock is held by another process/,
  )
  await log.close()
})

test('replicas that share their memory of proofs may share a folder of state', async () => {
  const config = { STATE_DIR: newState(), REDIS_URL: 'rediss://orchestrator@valkey:6379' }
  const replicas = [openServiceAuditLog('orchestrator', config), openServiceAuditLog('orchestrator', config)]
  expect(logs(config.STATE_DIR)).toEqual(['orchestrator.2.jsonl', 'orchestrator.jsonl'])
  await Promise.all(replicas.map((log) => log.close()))
})

test('processes at the same time have a log each, and the next one goes on with the first that is free', async () => {
  const state = newState()
  const first = openAuditSlot('mcp-workspace', state)
  const second = openAuditSlot('mcp-workspace', state)
  write(first)
  write(second)
  expect(logs(state)).toEqual(['mcp-workspace.2.jsonl', 'mcp-workspace.jsonl'])
  await first.close()
  const third = openAuditSlot('mcp-workspace', state)
  write(third)
  expect(logs(state)).toEqual(['mcp-workspace.2.jsonl', 'mcp-workspace.jsonl'])
  await second.close()
  await third.close()
  for (const slot of [1, 2]) {
    const files = auditFiles(state, 'mcp-workspace', '', slot)
    expect(verifyAuditLog(files)).toMatchObject({ ok: true, service: 'mcp-workspace', name: files.name })
  }
  expect(
    readFileSync(join(state, 'audit', 'mcp-workspace.jsonl'), 'utf8').match(/token_accepted/g),
  ).toHaveLength(2)
})

test('the log of one slot is not taken for that of another', async () => {
  const state = newState()
  for (const log of [openAuditSlot('mcp-workspace', state), openAuditSlot('mcp-workspace', state)]) {
    write(log)
    await log.close()
  }
  const opened = [openAuditSlot('mcp-workspace', state), openAuditSlot('mcp-workspace', state)]
  opened.forEach(write)
  await Promise.all(opened.map((log) => log.close()))
  const [first, second] = [auditFiles(state, 'mcp-workspace'), auditFiles(state, 'mcp-workspace', '', 2)]
  expect(verifyAuditLog(first).ok).toBe(true)
  expect(verifyAuditLog({ ...first, log: second.log, checkpoints: second.checkpoints }).ok).toBe(false)
})

test(
  'a log that was cut is no free slot: the process does not start',
  { tags: ['LOG-3', 'PIT-5'] },
  async () => {
    const state = newState()
    const log = openAuditSlot('mcp-workspace', state)
    write(log)
    await log.close()
    const file = join(state, 'audit', 'mcp-workspace.jsonl')
    writeFileSync(file, `${readFileSync(file, 'utf8').split('\n')[0]}\n`)
    expect(() => openAuditSlot('mcp-workspace', state)).toThrow(/was witnessed/)
    expect(logs(state)).toEqual(['mcp-workspace.jsonl'])
  },
)

test('more processes than slots do not start', async () => {
  const state = newState()
  const held = [openAuditSlot('mcp-workspace', state, 2), openAuditSlot('mcp-workspace', state, 2)]
  expect(() => openAuditSlot('mcp-workspace', state, 2)).toThrow(/end one/)
  await Promise.all(held.map((log) => log.close()))
})
