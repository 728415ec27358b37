import type { Attack } from '../../attack.ts'
import { linked } from '../../system/linked-accounts.ts'
import { askForToken, READING, serverAtVault } from '../../system/vault-caller.ts'

export const attack: Attack = {
  title: "mcp-jira asks for what is mcp-github's",
  playbook: 'playbook: one row for each server; confused deputy',
  controls: ['VLT-2'],
  expected: { by: 'token-vault', reason: 'operation_not_permitted', status: 403, error: 'access_denied' },
  control: async ({ system }) => {
    await linked(system, 'Alice', 'mcp-jira')
    const body = { scopes: READING['mcp-jira'].provider }
    return askForToken(await serverAtVault(system, 'Alice', 'mcp-jira'), { body })
  },
  attempt: async ({ system }) => {
    await linked(system, 'Alice')
    return askForToken(await serverAtVault(system, 'Alice', 'mcp-jira'))
  },
}
