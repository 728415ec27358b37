import type { Attack } from '../../attack.ts'
import { exchangedRefreshToken } from '../../system/fresh-refresh-token.ts'

export const attack: Attack = {
  title: "The orchestrator's refresh token, redeemed by the MCP server in its own name",
  playbook: 'RFC 6749 §10.4; RFC 9700 §4.14',
  controls: ['POP-3', 'TIER-3'],
  expected: { by: 'mock-idp', reason: 'grant_invalid', status: 400, error: 'invalid_grant' },
  control: async ({ system }) => {
    const { refresh, key } = await exchangedRefreshToken(system)
    return system.requestAs('orchestrator', key, refresh)
  },
  attempt: async ({ system }) => {
    const { refresh, key } = await exchangedRefreshToken(system)
    return system.requestAs('mcp-sharepoint', key, { ...refresh, scope: undefined })
  },
}
