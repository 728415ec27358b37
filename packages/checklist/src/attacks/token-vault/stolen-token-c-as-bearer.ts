import type { Attack } from '../../attack.ts'
import { linked } from '../../system/linked-accounts.ts'
import { askForToken, serverAtVault } from '../../system/vault-caller.ts'

export const attack: Attack = {
  title: 'A stolen Token C called Bearer',
  playbook: 'RFC 9449 §7.2',
  controls: ['POP-1', 'VLT-2'],
  expected: { by: 'token-vault', reason: 'binding_downgrade', status: 401, error: 'invalid_token' },
  control: async ({ system }) => {
    await linked(system, 'Alice')
    return askForToken(await serverAtVault(system, 'Alice'))
  },
  attempt: async ({ system }) =>
    askForToken(await serverAtVault(system, 'Alice'), { scheme: 'Bearer', dpop: [] }),
}
