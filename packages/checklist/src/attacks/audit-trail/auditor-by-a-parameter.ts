import type { Attack } from '../../attack.ts'
import { ask, auditReader } from '../../system/audit-trail.ts'

export const attack: Attack = {
  title: 'Bob says in the query that he is an auditor',
  playbook: 'playbook: permissions come from the verified token',
  controls: ['LOG-6'],
  expected: { by: 'audit-trail', status: 400, error: 'invalid_request' },
  control: async () => ask(await auditReader('Bob'), 'events?limit=1'),
  attempt: async () => ask(await auditReader('Bob'), 'events?limit=1&roles=Auditor'),
}
