import type { Attack } from '../../attack.ts'
import { decodeJwt } from 'jose'
import { ask, auditReader, type AuditCaller } from '../../system/audit-trail.ts'

export const attack: Attack = {
  title: "Bob asks for Alice's records by her object id",
  playbook: 'playbook: least privilege; docs/audit-trail.md: who sees what',
  controls: ['LOG-6'],
  expected: { by: 'audit-trail', reason: 'role_missing', status: 403, error: 'access_denied' },
  control: async () => {
    const bob = await auditReader('Bob')
    return ask(bob, `events?subject=${oidOf(bob)}`)
  },
  attempt: async () => ask(await auditReader('Bob'), `events?subject=${oidOf(await auditReader('Alice'))}`),
}

const oidOf = ({ token }: AuditCaller): string => String(decodeJwt(token)['oid'])
