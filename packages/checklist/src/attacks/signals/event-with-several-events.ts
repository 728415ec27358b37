import type { Attack } from '../../attack.ts'
import { pushEvent, SESSION_REVOKED } from '../../system/security-event.ts'

export const attack: Attack = {
  title: 'Two events in one token: the second, unread, would pass as handled',
  playbook: 'SSF 1.0 §4.2.1',
  controls: ['CAE-2'],
  expected: { by: 'orchestrator', reason: 'security_event_malformed', status: 400, error: 'invalid_request' },
  control: ({ system }) => pushEvent(system, 'orchestrator'),
  attempt: ({ system }) =>
    pushEvent(system, 'orchestrator', {
      events: { [SESSION_REVOKED]: {}, [`${SESSION_REVOKED}-also`]: {} },
    }),
}
