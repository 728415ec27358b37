import type { Attack } from '../../attack.ts'
import { pushEvent } from '../../system/security-event.ts'

/** Confusable with an ID token or an access token. */
export const attack: Attack = {
  title: 'A security event that names its person as an access token does',
  playbook: 'SSF 1.0 §4.1; RFC 8417 §4.1',
  controls: ['CAE-2'],
  expected: { by: 'mock-graph', reason: 'security_event_malformed', status: 400, error: 'invalid_request' },
  control: ({ system }) => pushEvent(system, 'mock-graph'),
  attempt: ({ system }) => pushEvent(system, 'mock-graph', { sub: 'aaaaaaaa-0000-4000-8000-000000000001' }),
}
