import type { Attack } from '../../attack.ts'
import { eventToken, push, pushEvent } from '../../system/security-event.ts'

export const attack: Attack = {
  title: 'A security event sent as text/plain',
  playbook: 'RFC 8935 §2.1',
  controls: ['CAE-2'],
  expected: { by: 'mock-graph', status: 415, error: 'invalid_request' },
  control: ({ system }) => pushEvent(system, 'mock-graph'),
  attempt: async ({ system }) => push('mock-graph', await eventToken(system, 'mock-graph'), 'text/plain'),
}
