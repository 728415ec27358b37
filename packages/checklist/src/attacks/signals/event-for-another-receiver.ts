import { registration } from '@chain-of-trust/service-kit'
import type { Attack } from '../../attack.ts'
import { pushEvent } from '../../system/security-event.ts'

export const attack: Attack = {
  title: 'A security event for another receiver, sent on to this one',
  playbook: 'RFC 8417 §2.2; SSF 1.0 §4.1',
  controls: ['CAE-2'],
  expected: { by: 'mcp-sharepoint', reason: 'audience_mismatch', status: 400, error: 'invalid_audience' },
  control: ({ system }) => pushEvent(system, 'mcp-sharepoint'),
  attempt: ({ system }) => pushEvent(system, 'mcp-sharepoint', { aud: registration('mock-graph').appId }),
}
