import type { Attack } from '../../attack.ts'
import { ask, auditReader, auditWriter, bent } from '../../system/audit-trail.ts'

export const attack: Attack = {
  title: "An application with the auditor's role asks about the chains",
  playbook: 'playbook: application permissions reach no data of people',
  controls: ['LOG-6', 'DEL-2'],
  expected: { by: 'audit-trail', reason: 'app_only_token', status: 401, error: 'invalid_token' },
  control: async () => ask(await auditReader('Carol'), 'chains'),
  attempt: async ({ system }) => {
    const roles = ['Audit.Write', 'Auditor']
    return ask(await bent(system, await auditWriter(system), { roles }), 'chains')
  },
}
