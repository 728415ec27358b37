import type { Attack } from '../../attack.ts'
import { askFresh, askRevoked } from '../../system/revoked-session.ts'

export const attack: Attack = {
  title: "Frank's Token A, good for another hour, after his sessions were revoked",
  playbook: 'playbook: continuous access evaluation; CAEP 1.0 §3.1',
  controls: ['CAE-1'],
  expected: { by: 'orchestrator', reason: 'claims_insufficient', status: 401, error: 'insufficient_claims' },
  control: ({ system }) => askFresh(system, 'orchestrator', 'Frank'),
  attempt: ({ system }) => askRevoked(system, 'orchestrator', 'Frank'),
}
