import type { Attack } from '../../attack.ts'
import { decodeJwt } from 'jose'
import { linked } from '../../system/linked-accounts.ts'
import { askForToken, orchestratorAtVault, serverAtVault } from '../../system/vault-caller.ts'

export const attack: Attack = {
  title: 'The orchestrator with the right scope, which somebody has granted by mistake',
  playbook: 'playbook: azp allow-list; least privilege',
  controls: ['VLT-2'],
  expected: { by: 'token-vault', reason: 'operation_not_permitted', status: 403, error: 'access_denied' },
  control: async ({ system }) => {
    await linked(system, 'Alice')
    return askForToken(await serverAtVault(system, 'Alice'))
  },
  attempt: async ({ system }) => {
    const { key, token } = await orchestratorAtVault(system, 'Alice')
    return askForToken({ key, token: await system.sign({ ...decodeJwt(token), scp: 'Vault.Use' }) })
  },
}
