import type { Attack } from '../../attack.ts'
import { createProofKey } from '../../proof.ts'
import { linked } from '../../system/linked-accounts.ts'
import { askForToken, serverAtVault } from '../../system/vault-caller.ts'

export const attack: Attack = {
  title: "A stolen Token C with a proof by the thief's key",
  playbook: 'playbook: DPoP; RFC 9449 §7.1',
  controls: ['POP-1', 'VLT-2'],
  expected: { by: 'token-vault', reason: 'binding_mismatch', status: 401, error: 'invalid_token' },
  control: async ({ system }) => {
    await linked(system, 'Alice')
    return askForToken(await serverAtVault(system, 'Alice'))
  },
  attempt: async ({ system }) => {
    const { token } = await serverAtVault(system, 'Alice')
    return askForToken({ token, key: await createProofKey() })
  },
}
