import type { Attack } from '../../attack.ts'
import { registration } from '@chain-of-trust/service-kit'
import { codeOfVault } from '../../system/connecting.ts'
import { requestToken } from '../../system/sign-in.ts'

export const attack: Attack = {
  title: "The code of a sign-in at the vault, redeemed without the vault's key",
  playbook: 'RFC 6749 §4.1.3: a confidential client authenticates',
  controls: ['LNK-1'],
  expected: { by: 'mock-idp', reason: 'client_credential_missing', status: 401, error: 'invalid_client' },
  control: async ({ system }) => {
    const { redemption, key } = await codeOfVault()
    return system.requestAs('token-vault', key, redemption)
  },
  attempt: async () => {
    const { redemption, key } = await codeOfVault()
    return requestToken({ ...redemption, client_id: registration('token-vault').appId }, key, { headers: {} })
  },
}
