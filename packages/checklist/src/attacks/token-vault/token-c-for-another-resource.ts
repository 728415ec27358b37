import type { Attack } from '../../attack.ts'
import { linked } from '../../system/linked-accounts.ts'
import { takenChain } from '../../system/taken-chain.ts'
import { askForToken, serverAtVault } from '../../system/vault-caller.ts'

export const attack: Attack = {
  title: 'Token C of another server, for documents, at the vault',
  playbook: 'playbook: audience validation; confused deputy',
  controls: ['AUD-1', 'VLT-2'],
  expected: { by: 'token-vault', reason: 'audience_mismatch', status: 401, error: 'invalid_token' },
  control: async ({ system }) => {
    await linked(system, 'Alice')
    return askForToken(await serverAtVault(system, 'Alice'))
  },
  attempt: async ({ system }) => {
    const { key, tokenC: token } = await takenChain(system)
    return askForToken({ key, token })
  },
}
