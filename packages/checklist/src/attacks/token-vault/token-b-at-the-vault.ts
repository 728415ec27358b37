import type { Attack } from '../../attack.ts'
import { linked } from '../../system/linked-accounts.ts'
import { askForToken, serverAtVault } from '../../system/vault-caller.ts'

export const attack: Attack = {
  title: 'Token B sent on to the vault as it is',
  playbook: 'MCP security best practices: token passthrough',
  controls: ['AUD-1', 'VLT-2'],
  expected: { by: 'token-vault', reason: 'audience_mismatch', status: 401, error: 'invalid_token' },
  control: async ({ system }) => {
    await linked(system, 'Alice')
    return askForToken(await serverAtVault(system, 'Alice'))
  },
  attempt: async ({ system }) => {
    const { key, tokenB: token } = await serverAtVault(system, 'Alice')
    return askForToken({ key, token })
  },
}
