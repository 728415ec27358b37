import type { Attack } from '../../attack.ts'
import { linked } from '../../system/linked-accounts.ts'
import { askForToken, orchestratorAtVault, serverAtVault } from '../../system/vault-caller.ts'

export const attack: Attack = {
  title: 'The orchestrator shows its own Token C where tokens are handed out',
  playbook: 'playbook: least privilege for each tier; RFC 6750 §3.1',
  controls: ['VLT-2'],
  expected: { by: 'token-vault', reason: 'scope_insufficient', status: 403, error: 'insufficient_scope' },
  control: async ({ system }) => {
    await linked(system, 'Alice')
    return askForToken(await serverAtVault(system, 'Alice'))
  },
  attempt: async ({ system }) => askForToken(await orchestratorAtVault(system, 'Alice')),
}
