import type { Attack } from '../../attack.ts'
import { CATALOGUE } from '../../system/live-system.ts'

export const attack: Attack = {
  title: "Alice's Token A called Bearer",
  playbook: 'playbook: DPoP; RFC 9449 §7.2',
  controls: ['POP-1'],
  expected: { by: 'orchestrator', reason: 'binding_downgrade', status: 401, error: 'invalid_token' },
  control: async ({ system }) => (await system.person('Alice')).send(CATALOGUE),
  attempt: async ({ system }) =>
    (await system.person('Alice')).send(CATALOGUE, { scheme: 'Bearer', dpop: [] }),
}
