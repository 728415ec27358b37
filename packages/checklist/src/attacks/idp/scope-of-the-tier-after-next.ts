import type { Attack } from '../../attack.ts'
import { MOCK_GRAPH } from '../../system/live-system.ts'

export const attack: Attack = {
  title: 'The orchestrator asks for the resource, past the MCP server',
  playbook: 'playbook: tiered trust topology',
  controls: ['RES-1'],
  expected: { by: 'mock-idp', reason: 'consent_missing', status: 400, error: 'invalid_grant' },
  control: async ({ system }) => {
    const { accessToken, key } = await system.person('Alice')
    return system.onBehalfOf('orchestrator', accessToken, key)
  },
  attempt: async ({ system }) => {
    const { accessToken, key } = await system.person('Alice')
    return system.onBehalfOf('orchestrator', accessToken, key, { scope: `${MOCK_GRAPH}/Files.Read` })
  },
}
