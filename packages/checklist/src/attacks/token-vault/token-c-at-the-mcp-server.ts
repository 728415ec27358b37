import type { Attack } from '../../attack.ts'
import { mcpRequest } from '../../lab/mcp-message.ts'
import { present } from '../../presentation.ts'
import { MCP_GITHUB } from '../../system/live-system.ts'
import { serverAtVault } from '../../system/vault-caller.ts'

export const attack: Attack = {
  title: 'Token C for the vault, sent back to the MCP server',
  playbook: 'playbook: audience validation',
  controls: ['AUD-1', 'VLT-2'],
  expected: { by: 'mcp-github', reason: 'audience_mismatch', status: 401, error: 'invalid_token' },
  control: async ({ system }) => {
    const { key, tokenB: token } = await serverAtVault(system, 'Alice')
    return present(MCP_GITHUB, { key, token, ...mcpRequest('tools/list') })
  },
  attempt: async ({ system }) => {
    const { key, token } = await serverAtVault(system, 'Alice')
    return present(MCP_GITHUB, { key, token, ...mcpRequest('tools/list') })
  },
}
