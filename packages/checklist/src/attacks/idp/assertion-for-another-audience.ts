import type { Attack } from '../../attack.ts'

export const attack: Attack = {
  title: 'Token A exchanged by a tier that it is not for',
  playbook: 'RFC 7523 §3 (3); Entra on-behalf-of',
  controls: ['OBO-1'],
  expected: { by: 'mock-idp', reason: 'assertion_audience_mismatch', status: 400, error: 'invalid_grant' },
  control: async ({ system }) => {
    const { accessToken, key } = await system.person('Alice')
    return system.onBehalfOf('orchestrator', accessToken, key)
  },
  attempt: async ({ system }) => {
    const { accessToken, key } = await system.person('Alice')
    return system.onBehalfOf('mcp-sharepoint', accessToken, key)
  },
}
