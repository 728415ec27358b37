import type { Attack } from '../../attack.ts'
import { decodeJwt } from 'jose'
import { isLinked, linked, unlink, unlinked } from '../../system/linked-accounts.ts'

export const attack: Attack = {
  title: "Bob ends a link, and names Alice's",
  playbook: 'playbook: user identity propagates in the token alone',
  controls: ['LNK-2'],
  expected: { by: 'orchestrator', status: 404, error: 'not_found' },
  control: async ({ system }) => unlink(await linked(system, 'Bob')),
  attempt: async ({ system }) => {
    const [alice, bob] = [await linked(system, 'Alice'), await unlinked(system, 'Bob')]
    const { tid, oid } = decodeJwt(alice.accessToken) as Record<string, string>
    const answer = await unlink(bob, 'mcp-github', {
      query: `?tid=${tid}&oid=${oid}&owner=${oid}`,
      headers: { 'x-user-id': oid!, 'x-forwarded-user': 'alice@contoso.example' },
    })
    // It must still be there: gone is what the answer would not show.
    return (await isLinked(alice)) ? answer : { ...answer, accepted: true }
  },
}
