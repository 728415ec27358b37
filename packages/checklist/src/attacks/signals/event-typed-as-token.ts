import type { Attack } from '../../attack.ts'
import { eventToken, push, pushEvent } from '../../system/security-event.ts'

export const attack: Attack = {
  title: 'A security event under the type of an access token',
  playbook: 'RFC 8725 §3.11; RFC 8417 §2.3',
  controls: ['CAE-2'],
  expected: { by: 'mock-graph', reason: 'type_mismatch', status: 400, error: 'invalid_request' },
  control: ({ system }) => pushEvent(system, 'mock-graph'),
  attempt: async ({ system }) => push('mock-graph', await eventToken(system, 'mock-graph', {}, 'JWT')),
}
