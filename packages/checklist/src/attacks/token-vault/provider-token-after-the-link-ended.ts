import type { Attack } from '../../attack.ts'
import { send, type Answer } from '../../http.ts'
import { linked, unlink } from '../../system/linked-accounts.ts'
import { GITHUB } from '../../system/provider.ts'
import { tokenIn } from '../../system/sign-in.ts'
import { askForToken, serverAtVault } from '../../system/vault-caller.ts'

export const attack: Attack = {
  title: "The provider's token that a server kept, after the person ended the link",
  playbook: 'RFC 7009 §2.1: revoked where it was issued',
  controls: ['LNK-2'],
  expected: { by: 'mock-saas', status: 401 },
  control: async ({ system }) => {
    await linked(system, 'Alice')
    return asAlice(tokenIn(await askForToken(await serverAtVault(system, 'Alice'))))
  },
  attempt: async ({ system }) => {
    const alice = await linked(system, 'Alice')
    const token = tokenIn(await askForToken(await serverAtVault(system, 'Alice')))
    await unlink(alice)
    return asAlice(token)
  },
}

function asAlice(token: string): Promise<Answer> {
  return send(`${GITHUB}/api/user`, { headers: { authorization: `Bearer ${token}` } })
}
