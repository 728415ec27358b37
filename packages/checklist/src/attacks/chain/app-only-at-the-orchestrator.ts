import { decodeJwt } from 'jose'
import type { Attack } from '../../attack.ts'
import { CATALOGUE } from '../../system/live-system.ts'

export const attack: Attack = {
  title: 'An app-only token for the orchestrator, rightly signed',
  playbook: 'playbook: delegated permissions default',
  controls: ['DEL-1', 'PIT-1'],
  expected: { by: 'orchestrator', reason: 'app_only_token', status: 401, error: 'invalid_token' },
  control: async ({ system }) => (await system.person('Alice')).send(CATALOGUE),
  attempt: async ({ system }) => {
    const alice = await system.person('Alice')
    const claims = {
      ...decodeJwt(alice.accessToken),
      scp: undefined,
      idtyp: 'app',
      roles: ['access_as_application'],
    }
    return alice.send(CATALOGUE, { token: await system.sign(claims) })
  },
}
