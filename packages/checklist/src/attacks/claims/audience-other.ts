import { registration } from '@chain-of-trust/service-kit'
import type { Attack } from '../../attack.ts'

export const attack: Attack = {
  title: 'A token for another service, rightly signed',
  playbook: 'playbook: audience validation; RFC 8725 §3.9',
  controls: ['AUD-1', 'PIT-3'],
  expected: { by: 'mock-graph', reason: 'audience_mismatch', status: 401, error: 'invalid_token' },
  control: ({ graph }) => graph.send(),
  attempt: ({ graph }) => graph.send({ claims: { aud: registration('mcp-sharepoint').appId } }),
}
