import type { Attack } from '../../attack.ts'
import { decodeJwt } from 'jose'
import { ask, auditReader } from '../../system/audit-trail.ts'

export const attack: Attack = {
  title: "Bob takes Alice's records away by her object id",
  playbook: 'playbook: least privilege; docs/audit-trail.md: who sees what',
  controls: ['LOG-6'],
  expected: { by: 'audit-trail', reason: 'role_missing', status: 403, error: 'access_denied' },
  control: async () => ask(await auditReader('Bob'), 'export?from=2100-01-01T00:00:00Z'),
  attempt: async () => {
    const { oid } = decodeJwt((await auditReader('Alice')).token)
    return ask(await auditReader('Bob'), `export?from=2100-01-01T00:00:00Z&subject=${String(oid)}`)
  },
}
