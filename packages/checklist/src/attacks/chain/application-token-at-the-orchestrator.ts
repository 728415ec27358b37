import type { Attack } from '../../attack.ts'
import { applicationToken } from '../../system/event-stream.ts'
import { CATALOGUE } from '../../system/live-system.ts'

export const attack: Attack = {
  title: "A tier's own token, in nobody's name, in place of Token A",
  playbook: 'playbook: delegated permissions default',
  controls: ['DEL-1', 'PIT-1'],
  expected: { by: 'orchestrator', reason: 'audience_mismatch', status: 401, error: 'invalid_token' },
  control: async ({ system }) => (await system.person('Alice')).send(CATALOGUE),
  attempt: async ({ system }) =>
    (await system.person('Alice')).send(CATALOGUE, await applicationToken(system, 'mcp-sharepoint')),
}
