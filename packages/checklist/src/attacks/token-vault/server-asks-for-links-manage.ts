import type { Attack } from '../../attack.ts'
import { VAULT } from '../../system/live-system.ts'
import { serverAtVault } from '../../system/vault-caller.ts'

export const attack: Attack = {
  title: 'An MCP server asks for a token that ends and begins links',
  playbook: 'playbook: tiered trust topology',
  controls: ['AUD-1', 'VLT-2'],
  expected: { by: 'mock-idp', reason: 'consent_missing', status: 400, error: 'invalid_grant' },
  control: async ({ system }) => {
    const { tokenB, key } = await serverAtVault(system, 'Alice')
    return system.onBehalfOf('mcp-github', tokenB, key)
  },
  attempt: async ({ system }) => {
    const { tokenB, key } = await serverAtVault(system, 'Alice')
    return system.onBehalfOf('mcp-github', tokenB, key, { scope: `${VAULT}/Links.Manage` })
  },
}
