import type { Attack } from '../../attack.ts'
import { linked } from '../../system/linked-accounts.ts'
import { askForToken, serverAtVault } from '../../system/vault-caller.ts'

export const attack: Attack = {
  title: 'A server asks for more of the account than its row allows',
  playbook: 'RFC 6749 §3.3; least privilege',
  controls: ['VLT-2'],
  expected: { by: 'token-vault', reason: 'operation_not_permitted', status: 403, error: 'access_denied' },
  control: async ({ system }) => {
    await linked(system, 'Alice')
    return askForToken(await serverAtVault(system, 'Alice'))
  },
  attempt: async ({ system }) => {
    await linked(system, 'Alice')
    return askForToken(await serverAtVault(system, 'Alice'), {
      body: { scopes: ['issues:read', 'admin:org'] },
    })
  },
}
