import type { Attack } from '../../attack.ts'
import { pushEvent } from '../../system/security-event.ts'

export const attack: Attack = {
  title: 'A security event that is issued tomorrow',
  playbook: 'RFC 8417 §2.2',
  controls: ['CAE-2'],
  expected: { by: 'mock-graph', reason: 'token_not_yet_valid', status: 400, error: 'invalid_request' },
  control: ({ system }) => pushEvent(system, 'mock-graph'),
  attempt: ({ system }) => pushEvent(system, 'mock-graph', { iat: Math.floor(Date.now() / 1000) + 86_400 }),
}
