import type { Attack } from '../../attack.ts'
import { mcpRequest } from '../../lab/mcp-message.ts'
import { present } from '../../presentation.ts'
import { applicationToken } from '../../system/event-stream.ts'
import { MCP_SHAREPOINT } from '../../system/live-system.ts'
import { takenChain } from '../../system/taken-chain.ts'

export const attack: Attack = {
  title: "The orchestrator's own token, in nobody's name, in place of Token B",
  playbook: 'playbook: delegated permissions default',
  controls: ['DEL-1', 'PIT-1'],
  expected: { by: 'mcp-sharepoint', reason: 'audience_mismatch', status: 401, error: 'invalid_token' },
  control: async ({ system }) => {
    const { tokenB, key } = await takenChain(system)
    return present(MCP_SHAREPOINT, { token: tokenB, key, ...mcpRequest('tools/list') })
  },
  attempt: async ({ system }) =>
    present(MCP_SHAREPOINT, {
      ...(await applicationToken(system, 'orchestrator')),
      ...mcpRequest('tools/list'),
    }),
}
