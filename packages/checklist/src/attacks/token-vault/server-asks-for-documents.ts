import type { Attack } from '../../attack.ts'
import { MOCK_GRAPH } from '../../system/live-system.ts'
import { serverAtVault } from '../../system/vault-caller.ts'

export const attack: Attack = {
  title: "mcp-github asks for the person's documents, which are another server's",
  playbook: 'playbook: tiered trust topology',
  controls: ['AUD-1', 'VLT-2'],
  expected: { by: 'mock-idp', reason: 'consent_missing', status: 400, error: 'invalid_grant' },
  control: async ({ system }) => {
    const { tokenB, key } = await serverAtVault(system, 'Alice')
    return system.onBehalfOf('mcp-github', tokenB, key)
  },
  attempt: async ({ system }) => {
    const { tokenB, key } = await serverAtVault(system, 'Alice')
    return system.onBehalfOf('mcp-github', tokenB, key, { scope: `${MOCK_GRAPH}/Files.Read` })
  },
}
