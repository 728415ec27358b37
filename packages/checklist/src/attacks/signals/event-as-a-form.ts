import type { Attack } from '../../attack.ts'
import { eventToken, push, pushEvent } from '../../system/security-event.ts'

/** What a page of any origin can send without being asked for permission first. */
export const attack: Attack = {
  title: 'A security event sent as application/x-www-form-urlencoded',
  playbook: 'RFC 8935 §2.1',
  controls: ['CAE-2'],
  expected: { by: 'mcp-sharepoint', status: 415, error: 'invalid_request' },
  control: ({ system }) => pushEvent(system, 'mcp-sharepoint'),
  attempt: async ({ system }) =>
    push('mcp-sharepoint', await eventToken(system, 'mcp-sharepoint'), 'application/x-www-form-urlencoded'),
}
