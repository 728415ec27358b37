import type { Attack } from '../../attack.ts'
import { present } from '../../presentation.ts'
import { linked } from '../../system/linked-accounts.ts'
import { LINKS, orchestratorAtVault, serverAtVault } from '../../system/vault-caller.ts'

export const attack: Attack = {
  title: "An MCP server ends a person's link",
  playbook: 'playbook: least privilege for each tier; RFC 6750 §3.1',
  controls: ['VLT-2'],
  expected: { by: 'token-vault', reason: 'scope_insufficient', status: 403, error: 'insufficient_scope' },
  control: async ({ system }) => {
    await linked(system, 'Bob')
    const { key, token } = await orchestratorAtVault(system, 'Bob')
    return present(`${LINKS}/mcp-github`, { key, token, method: 'DELETE' })
  },
  attempt: async ({ system }) => {
    await linked(system, 'Bob')
    const { key, token } = await serverAtVault(system, 'Bob')
    return present(`${LINKS}/mcp-github`, { key, token, method: 'DELETE' })
  },
}
