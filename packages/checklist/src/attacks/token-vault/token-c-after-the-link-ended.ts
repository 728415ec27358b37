import type { Attack } from '../../attack.ts'
import { linked, unlink } from '../../system/linked-accounts.ts'
import { askForToken, serverAtVault } from '../../system/vault-caller.ts'

export const attack: Attack = {
  title: 'The server that still has its Token C, after the person ended the link',
  playbook: 'playbook: revocation takes effect at once',
  controls: ['LNK-2'],
  expected: { by: 'token-vault', reason: 'not_linked', status: 409, error: 'link_required', told: true },
  control: async ({ system }) => {
    await linked(system, 'Alice')
    return askForToken(await serverAtVault(system, 'Alice'))
  },
  attempt: async ({ system }) => {
    const alice = await linked(system, 'Alice')
    const caller = await serverAtVault(system, 'Alice')
    await askForToken(caller)
    await unlink(alice)
    return askForToken(caller)
  },
}
