import type { Attack } from '../../attack.ts'
import { pushEvent } from '../../system/security-event.ts'

export const attack: Attack = {
  title: 'A security event in the name of another authorization server',
  playbook: 'RFC 8417 §2.2; RFC 8725 §3.8',
  controls: ['CAE-2'],
  expected: { by: 'mcp-sharepoint', reason: 'issuer_mismatch', status: 400, error: 'invalid_issuer' },
  control: ({ system }) => pushEvent(system, 'mcp-sharepoint'),
  attempt: ({ system }) => pushEvent(system, 'mcp-sharepoint', { iss: 'https://evil.example/v2.0' }),
}
