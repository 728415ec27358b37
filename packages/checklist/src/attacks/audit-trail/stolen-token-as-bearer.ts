import type { Attack } from '../../attack.ts'
import { ask, auditReader } from '../../system/audit-trail.ts'

export const attack: Attack = {
  title: "A stolen token of Alice's called Bearer",
  playbook: 'RFC 9449 §7.2',
  controls: ['POP-1', 'LOG-6'],
  expected: { by: 'audit-trail', reason: 'binding_downgrade', status: 401, error: 'invalid_token' },
  control: async () => ask(await auditReader('Alice'), 'events'),
  attempt: async () => ask(await auditReader('Alice'), 'events', { scheme: 'Bearer', dpop: [] }),
}
