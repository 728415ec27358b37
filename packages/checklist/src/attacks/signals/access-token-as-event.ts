import type { Attack } from '../../attack.ts'
import { push, pushEvent } from '../../system/security-event.ts'

export const attack: Attack = {
  title: "Alice's Token A, handed in as a security event",
  playbook: 'RFC 8725 §3.11',
  controls: ['CAE-2'],
  expected: { by: 'orchestrator', reason: 'type_mismatch', status: 400, error: 'invalid_request' },
  control: ({ system }) => pushEvent(system, 'orchestrator'),
  attempt: async ({ system }) => push('orchestrator', (await system.person('Alice')).accessToken),
}
