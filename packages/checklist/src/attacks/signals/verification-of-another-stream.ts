import type { Attack } from '../../attack.ts'
import { applicationToken, verify } from '../../system/event-stream.ts'

export const attack: Attack = {
  title: "An event ordered for another receiver's stream",
  playbook: 'SSF 1.0 §8.1.4.2',
  controls: ['CAE-2'],
  expected: { by: 'mock-idp', reason: 'permission_denied', status: 403, error: 'access_denied' },
  control: async ({ system }) => verify(await applicationToken(system, 'orchestrator'), 'orchestrator'),
  attempt: async ({ system }) => verify(await applicationToken(system, 'orchestrator'), 'mock-graph'),
}
