import type { Attack } from '../../attack.ts'
import { linked } from '../../system/linked-accounts.ts'
import { askForToken, serverAtVault } from '../../system/vault-caller.ts'

export const attack: Attack = {
  title: 'Token A sent to the vault',
  playbook: 'MCP security best practices: token passthrough',
  controls: ['AUD-1', 'VLT-2'],
  expected: { by: 'token-vault', reason: 'audience_mismatch', status: 401, error: 'invalid_token' },
  control: async ({ system }) => {
    await linked(system, 'Alice')
    return askForToken(await serverAtVault(system, 'Alice'))
  },
  attempt: async ({ system }) => {
    const { key, accessToken: token } = await system.person('Alice')
    return askForToken({ key, token })
  },
}
