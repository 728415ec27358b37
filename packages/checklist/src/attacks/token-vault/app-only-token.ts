import type { Attack } from '../../attack.ts'
import { decodeJwt } from 'jose'
import { linked } from '../../system/linked-accounts.ts'
import { askForToken, serverAtVault } from '../../system/vault-caller.ts'

export const attack: Attack = {
  title: 'An app-only token of the right server, rightly signed',
  playbook: 'playbook: delegated permissions default',
  controls: ['DEL-1', 'VLT-2'],
  expected: { by: 'token-vault', reason: 'app_only_token', status: 401, error: 'invalid_token' },
  control: async ({ system }) => {
    await linked(system, 'Alice')
    return askForToken(await serverAtVault(system, 'Alice'))
  },
  attempt: async ({ system }) => {
    const { key, token } = await serverAtVault(system, 'Alice')
    const claims = { ...decodeJwt(token), scp: undefined, idtyp: 'app', roles: ['Vault.Use'] }
    return askForToken({ key, token: await system.sign(claims) })
  },
}
