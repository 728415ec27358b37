import type { Attack } from '../../attack.ts'
import { ask, auditReader } from '../../system/audit-trail.ts'

export const attack: Attack = {
  title: 'Bob asks whether the chains hold',
  playbook: 'playbook: segregation of duties; docs/audit-trail.md: who sees what',
  controls: ['LOG-6'],
  expected: { by: 'audit-trail', reason: 'role_missing', status: 403, error: 'access_denied' },
  control: async () => ask(await auditReader('Carol'), 'chains'),
  attempt: async () => ask(await auditReader('Bob'), 'chains'),
}
