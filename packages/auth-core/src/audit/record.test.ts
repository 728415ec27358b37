import { expect, test } from 'vitest'
import { memoryAuditLog, type AuditEntry } from './record.ts'
import { withTrace } from '../trace-context.ts'

const entry: AuditEntry = { event: 'token_accepted', outcome: 'success', subject: { tid: 't', oid: 'o' } }

test('a record is stamped with time, service and trace', { tags: ['LOG-1'] }, () => {
  const log = memoryAuditLog('orchestrator')
  withTrace({ traceparent: `00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01` }, () => log.write(entry))
  expect(log.records).toEqual([
    {
      ...entry,
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
      service: 'orchestrator',
      trace_id: 'ab'.repeat(16),
    },
  ])
})

test('what is not in the schema is refused: a token cannot slip into a record', { tags: ['LOG-4'] }, () => {
  const log = memoryAuditLog('s')
  expect(() => log.write({ ...entry, access_token: 'eyJ' } as AuditEntry)).toThrow(/access_token/)
  expect(() => log.write({ ...entry, event: 'made_up' } as unknown as AuditEntry)).toThrow(/event/)
})
