import type { Attack } from '../../attack.ts'
import { ask, auditReader, auditWriter } from '../../system/audit-trail.ts'

export const attack: Attack = {
  title: 'A service that may write records reads them',
  playbook: 'playbook: application permissions reach no data of people',
  controls: ['LOG-6', 'DEL-2'],
  expected: { by: 'audit-trail', reason: 'app_only_token', status: 401, error: 'invalid_token' },
  control: async () => ask(await auditReader('Alice'), 'events'),
  attempt: async ({ system }) => ask(await auditWriter(system), 'events'),
}
