import type { Attack } from '../../attack.ts'
import { CATALOGUE } from '../../system/live-system.ts'

export const attack: Attack = {
  title: 'The ID token in the place of the access token',
  playbook: 'OpenID Connect Core §2; RFC 9068 §2.1',
  controls: ['AUD-2'],
  expected: { by: 'orchestrator', reason: 'audience_mismatch', status: 401, error: 'invalid_token' },
  control: async ({ system }) => (await system.person('Alice')).send(CATALOGUE),
  attempt: async ({ system }) => {
    const alice = await system.person('Alice')
    return alice.send(CATALOGUE, { token: alice.idToken })
  },
}
