import { registration } from '@chain-of-trust/service-kit'
import type { Attack } from '../../attack.ts'
import { pushEvent } from '../../system/security-event.ts'

export const attack: Attack = {
  title: 'A security event for two receivers, which each could send on to the other',
  playbook: 'RFC 8725 §3.9; SSF 1.0 §4.1',
  controls: ['CAE-2'],
  expected: { by: 'mock-graph', reason: 'audience_mismatch', status: 400, error: 'invalid_audience' },
  control: ({ system }) => pushEvent(system, 'mock-graph'),
  attempt: ({ system }) =>
    pushEvent(system, 'mock-graph', {
      aud: ['mock-graph', 'mcp-sharepoint'].map((name) => registration(name).appId),
    }),
}
