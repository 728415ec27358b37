import type { Attack } from '../../attack.ts'
import { linked } from '../../system/linked-accounts.ts'
import { askForToken, serverAtVault } from '../../system/vault-caller.ts'

export const attack: Attack = {
  title: 'A stolen Token C without any proof',
  playbook: 'RFC 9449 §4.3 (1)',
  controls: ['POP-1', 'VLT-2'],
  expected: { by: 'token-vault', reason: 'dpop_proof_missing', status: 401, error: 'invalid_dpop_proof' },
  control: async ({ system }) => {
    await linked(system, 'Alice')
    return askForToken(await serverAtVault(system, 'Alice'))
  },
  attempt: async ({ system }) => askForToken(await serverAtVault(system, 'Alice'), { dpop: [] }),
}
