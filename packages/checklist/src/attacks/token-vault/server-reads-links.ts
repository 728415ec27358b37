import type { Attack } from '../../attack.ts'
import { present } from '../../presentation.ts'
import { LINKS, orchestratorAtVault, serverAtVault } from '../../system/vault-caller.ts'

export const attack: Attack = {
  title: 'An MCP server reads which accounts a person has linked',
  playbook: 'playbook: least privilege for each tier; RFC 6750 §3.1',
  controls: ['VLT-2'],
  expected: { by: 'token-vault', reason: 'scope_insufficient', status: 403, error: 'insufficient_scope' },
  control: async ({ system }) => {
    const { key, token } = await orchestratorAtVault(system, 'Alice')
    return present(LINKS, { key, token })
  },
  attempt: async ({ system }) => {
    const { key, token } = await serverAtVault(system, 'Alice')
    return present(LINKS, { key, token })
  },
}
