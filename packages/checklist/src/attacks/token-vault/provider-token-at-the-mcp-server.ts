import type { Attack } from '../../attack.ts'
import { mcpRequest } from '../../lab/mcp-message.ts'
import { present } from '../../presentation.ts'
import { linked } from '../../system/linked-accounts.ts'
import { MCP_GITHUB } from '../../system/live-system.ts'
import { tokenIn } from '../../system/sign-in.ts'
import { askForToken, serverAtVault } from '../../system/vault-caller.ts'

export const attack: Attack = {
  title: "The provider's token, which the vault handed out, as a token of ours",
  playbook: 'MCP authorization: tokens for this server only',
  controls: ['LNK-3'],
  expected: { by: 'mcp-github', reason: 'token_malformed', status: 401, error: 'invalid_token' },
  control: async ({ system }) => {
    const { key, tokenB: token } = await serverAtVault(system, 'Alice')
    return present(MCP_GITHUB, { key, token, ...mcpRequest('tools/list') })
  },
  attempt: async ({ system }) => {
    await linked(system, 'Alice')
    const caller = await serverAtVault(system, 'Alice')
    const token = tokenIn(await askForToken(caller))
    const { key } = caller
    return present(MCP_GITHUB, { key, token, scheme: 'Bearer', dpop: [], ...mcpRequest('tools/list') })
  },
}
