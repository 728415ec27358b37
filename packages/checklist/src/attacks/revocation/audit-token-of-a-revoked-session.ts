import type { Attack } from '../../attack.ts'
import { ask, auditReader } from '../../system/audit-trail.ts'
import { askOnceRevoked } from '../../system/revoked-session.ts'

export const attack: Attack = {
  title: "Frank's token for his audit records, good for another hour, after his sessions were revoked",
  playbook: 'playbook: continuous access evaluation; CAEP 1.0 §3.1',
  controls: ['CAE-1', 'LOG-6'],
  expected: { by: 'audit-trail', reason: 'claims_insufficient', status: 401, error: 'insufficient_claims' },
  control: async () => ask(await auditReader('Frank'), 'events'),
  attempt: async () => {
    const reader = await auditReader('Frank')
    return askOnceRevoked(() => ask(reader, 'events'), 'Frank')
  },
}
