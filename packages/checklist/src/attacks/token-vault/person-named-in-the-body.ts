import type { Attack } from '../../attack.ts'
import { decodeJwt } from 'jose'
import { linked, unlinked } from '../../system/linked-accounts.ts'
import { askForToken, serverAtVault } from '../../system/vault-caller.ts'

export const attack: Attack = {
  title: "mcp-github with Bob's Token C, and a body that names Alice",
  playbook: 'playbook: user identity propagates in the token alone',
  controls: ['VLT-2'],
  expected: { by: 'token-vault', status: 400, error: 'invalid_request' },
  control: async ({ system }) => {
    await linked(system, 'Alice')
    return askForToken(await serverAtVault(system, 'Alice'))
  },
  attempt: async ({ system }) => {
    await linked(system, 'Alice')
    await unlinked(system, 'Bob')
    const { tid, oid } = decodeJwt((await system.person('Alice')).accessToken)
    const body = { scopes: ['issues:read'], tid, oid, server: 'mcp-github', provider: 'github' }
    return askForToken(await serverAtVault(system, 'Bob'), { body })
  },
}
