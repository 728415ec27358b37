import type { Attack } from '../../attack.ts'
import { eventToken, push, pushEvent } from '../../system/security-event.ts'

export const attack: Attack = {
  title: 'A security event sent as application/json',
  playbook: 'RFC 8935 §2.1',
  controls: ['CAE-2'],
  expected: { by: 'orchestrator', status: 415, error: 'invalid_request' },
  control: ({ system }) => pushEvent(system, 'orchestrator'),
  attempt: async ({ system }) =>
    push('orchestrator', await eventToken(system, 'orchestrator'), 'application/json'),
}
