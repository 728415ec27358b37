import type { Attack } from '../../attack.ts'
import { createProofKey } from '../../proof.ts'
import { ask, auditReader } from '../../system/audit-trail.ts'

export const attack: Attack = {
  title: "A stolen token of Alice's, with proofs by the thief's key",
  playbook: 'RFC 9449 §4.3 (12), §6.1',
  controls: ['POP-1', 'LOG-6'],
  expected: { by: 'audit-trail', reason: 'binding_mismatch', status: 401, error: 'invalid_token' },
  control: async () => ask(await auditReader('Alice'), 'events'),
  attempt: async () => ask({ ...(await auditReader('Alice')), key: await createProofKey() }, 'events'),
}
