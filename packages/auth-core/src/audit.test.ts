import { appendFileSync, mkdtempSync, readFileSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openAuditLog, type AuditEntry } from './audit.ts'
import { withTrace } from './trace-context.ts'

const file = () => join(mkdtempSync(join(tmpdir(), 'audit-')), 'deep', 'orchestrator.jsonl')
const entry: AuditEntry = { event: 'token_accepted', outcome: 'success', subject: { tid: 't', oid: 'o' } }
const read = (path: string) =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')

test('a record is on disk when write returns, stamped with time, service and trace', () => {
  const path = file()
  const log = openAuditLog({ file: path, service: 'orchestrator', now: () => new Date(0) })
  withTrace(`00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01`, () => log.write(entry))
  expect(JSON.parse(read(path)[0]!)).toEqual({
    ...entry,
    time: '1970-01-01T00:00:00.000Z',
    service: 'orchestrator',
    trace_id: 'ab'.repeat(16),
  })
  expect(statSync(path).mode & 0o077).toBe(0)
})

test('what is not in the schema is refused: a token cannot slip into a record', () => {
  const log = openAuditLog({ file: file(), service: 's' })
  expect(() => log.write({ ...entry, access_token: 'eyJ' } as AuditEntry)).toThrow(/access_token/)
  expect(() => log.write({ ...entry, event: 'made_up' } as unknown as AuditEntry)).toThrow(/event/)
})

test('a line torn by a crash does not swallow the next record', () => {
  const path = file()
  openAuditLog({ file: path, service: 's' }).close()
  appendFileSync(path, '{"time":"20')
  const log = openAuditLog({ file: path, service: 's' })
  log.write(entry)
  expect(read(path)).toHaveLength(2)
  expect(JSON.parse(read(path)[1]!)).toMatchObject(entry)
})

test('what cannot be recorded fails', () => {
  const log = openAuditLog({ file: file(), service: 's' })
  log.close()
  expect(() => log.write(entry)).toThrow(/EBADF/)
})
