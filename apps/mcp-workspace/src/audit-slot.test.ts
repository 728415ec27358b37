import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { auditFiles, verifyAuditLog, type AuditLog } from '@chain-of-trust/auth-core'
import { expect, test } from 'vitest'
import { openAuditSlot } from './audit-slot.ts'

const newState = () => mkdtempSync(join(tmpdir(), 'slots-'))
const logs = (state: string) =>
  readdirSync(join(state, 'audit'))
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
const write = (log: AuditLog) => log.write({ event: 'token_accepted', outcome: 'success' })

test('sessions at the same time have a log each, and the next one goes on with the first that is free', async () => {
  const state = newState()
  const first = openAuditSlot(state)
  const second = openAuditSlot(state)
  write(first)
  write(second)
  expect(logs(state)).toEqual(['mcp-workspace-2.jsonl', 'mcp-workspace.jsonl'])
  await first.close()
  const third = openAuditSlot(state)
  write(third)
  expect(logs(state)).toEqual(['mcp-workspace-2.jsonl', 'mcp-workspace.jsonl'])
  await second.close()
  await third.close()
  for (const service of ['mcp-workspace', 'mcp-workspace-2'])
    expect(verifyAuditLog(auditFiles(state, service)).ok).toBe(true)
  expect(
    readFileSync(join(state, 'audit', 'mcp-workspace.jsonl'), 'utf8').match(/token_accepted/g),
  ).toHaveLength(2)
})

test('a log that was cut is no free slot: the session does not start', async () => {
  const state = newState()
  const log = openAuditSlot(state)
  write(log)
  await log.close()
  const file = join(state, 'audit', 'mcp-workspace.jsonl')
  writeFileSync(file, `${readFileSync(file, 'utf8').split('\n')[0]}\n`)
  expect(() => openAuditSlot(state)).toThrow(/was witnessed/)
  expect(logs(state)).toEqual(['mcp-workspace.jsonl'])
})

test('more sessions than slots do not start', async () => {
  const state = newState()
  const held = [openAuditSlot(state, 2), openAuditSlot(state, 2)]
  expect(() => openAuditSlot(state, 2)).toThrow(/end one/)
  await Promise.all(held.map((log) => log.close()))
})
