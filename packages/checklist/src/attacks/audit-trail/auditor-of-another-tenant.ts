import type { Attack } from '../../attack.ts'
import { ask, auditReader, bent } from '../../system/audit-trail.ts'

export const attack: Attack = {
  title: 'An auditor of another tenant',
  playbook: 'Entra: validate the tenant with the issuer',
  controls: ['LOG-6', 'AUD-2'],
  expected: { by: 'audit-trail', reason: 'tenant_mismatch', status: 401, error: 'invalid_token' },
  control: async () => ask(await auditReader('Carol'), 'events'),
  attempt: async ({ system }) => {
    const tid = '99999999-2222-4333-8444-555555555555'
    return ask(await bent(system, await auditReader('Carol'), { tid }), 'events')
  },
}
