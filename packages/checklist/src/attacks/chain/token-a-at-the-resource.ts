import type { Attack } from '../../attack.ts'
import { CATALOGUE, CHILDREN } from '../../system/live-system.ts'

export const attack: Attack = {
  title: 'Token A sent to the resource',
  playbook: 'playbook: audience validation',
  controls: ['TIER-3', 'AUD-1'],
  expected: { by: 'mock-graph', reason: 'audience_mismatch', status: 401, error: 'invalid_token' },
  control: async ({ system }) => (await system.person('Alice')).send(CATALOGUE),
  attempt: async ({ system }) => (await system.person('Alice')).send(CHILDREN),
}
