import type { Attack } from '../../attack.ts'
import { askFresh, askRevoked } from '../../system/revoked-session.ts'

export const attack: Attack = {
  title: "Carol's Token B, good for another hour, after her sessions were revoked",
  playbook: 'playbook: continuous access evaluation; CAEP 1.0 §3.1',
  controls: ['CAE-1'],
  expected: {
    by: 'mcp-sharepoint',
    reason: 'claims_insufficient',
    status: 401,
    error: 'insufficient_claims',
  },
  control: ({ system }) => askFresh(system, 'mcp-sharepoint', 'Carol'),
  attempt: ({ system }) => askRevoked(system, 'mcp-sharepoint', 'Carol'),
}
