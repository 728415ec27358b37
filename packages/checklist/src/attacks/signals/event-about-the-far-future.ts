import type { Attack } from '../../attack.ts'
import { pushEvent, SESSION_REVOKED } from '../../system/security-event.ts'

export const attack: Attack = {
  title: 'An instant in milliseconds: the person would be locked out for fifty thousand years',
  playbook: 'CAEP 1.0 §2',
  controls: ['CAE-2'],
  expected: {
    by: 'mcp-sharepoint',
    reason: 'security_event_malformed',
    status: 400,
    error: 'invalid_request',
  },
  control: ({ system }) => pushEvent(system, 'mcp-sharepoint'),
  attempt: ({ system }) =>
    pushEvent(system, 'mcp-sharepoint', {
      events: { [SESSION_REVOKED]: { event_timestamp: Date.now() } },
    }),
}
