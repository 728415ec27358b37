import type { Attack } from '../../attack.ts'
import { proofFor } from '../../presentation.ts'
import { linked } from '../../system/linked-accounts.ts'
import { askForToken, ASKING, serverAtVault } from '../../system/vault-caller.ts'

export const attack: Attack = {
  title: 'Token C with the proof of the request before',
  playbook: 'RFC 9449 §11.1',
  controls: ['POP-2'],
  expected: { by: 'token-vault', reason: 'dpop_proof_replayed', status: 401, error: 'invalid_dpop_proof' },
  control: async ({ system }) => {
    await linked(system, 'Alice')
    return askForToken(await serverAtVault(system, 'Alice'))
  },
  attempt: async ({ system }) => {
    const caller = await serverAtVault(system, 'Alice')
    await askForToken(caller)
    const dpop = [await proofFor(ASKING.url, { ...caller, body: ASKING.body })]
    await askForToken(caller, { dpop })
    return askForToken(caller, { dpop })
  },
}
