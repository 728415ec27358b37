import type { Attack } from '../../attack.ts'
import { present } from '../../presentation.ts'
import { applicationToken } from '../../system/event-stream.ts'
import { CHILDREN } from '../../system/live-system.ts'
import { takenChain } from '../../system/taken-chain.ts'

export const attack: Attack = {
  title: "The MCP server's own token, in nobody's name, in place of Token C",
  playbook: 'playbook: delegated permissions default',
  controls: ['DEL-1', 'PIT-1'],
  expected: { by: 'mock-graph', reason: 'audience_mismatch', status: 401, error: 'invalid_token' },
  control: async ({ system }) => {
    const { tokenC, key } = await takenChain(system)
    return present(CHILDREN, { token: tokenC, key })
  },
  attempt: async ({ system }) => present(CHILDREN, await applicationToken(system, 'mcp-sharepoint')),
}
