import type { Attack } from '../../attack.ts'
import { decodeJwt } from 'jose'
import { linked, unlinked } from '../../system/linked-accounts.ts'
import { askForToken, serverAtVault } from '../../system/vault-caller.ts'

export const attack: Attack = {
  title: "mcp-github with Bob's Token C, and query and headers that name Alice",
  playbook: 'playbook: user identity propagates in the token alone',
  controls: ['VLT-2'],
  expected: { by: 'token-vault', reason: 'not_linked', status: 409, error: 'link_required', told: true },
  control: async ({ system }) => {
    await linked(system, 'Alice')
    return askForToken(await serverAtVault(system, 'Alice'))
  },
  attempt: async ({ system }) => {
    await linked(system, 'Alice')
    await unlinked(system, 'Bob')
    const { tid, oid } = decodeJwt((await system.person('Alice')).accessToken) as Record<string, string>
    return askForToken(await serverAtVault(system, 'Bob'), {
      query: `?tid=${tid}&oid=${oid}&server=mcp-github&owner=${oid}`,
      headers: {
        'x-user-id': oid!,
        'x-ms-client-principal-id': oid!,
        'x-forwarded-user': 'alice@contoso.example',
      },
    })
  },
}
