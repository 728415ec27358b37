import type { Attack } from '../../attack.ts'
import { CATALOGUE } from '../../system/live-system.ts'

export const attack: Attack = {
  title: 'The refresh token in the place of the access token',
  playbook: 'RFC 6749 §1.5',
  controls: ['AUD-2'],
  expected: { by: 'orchestrator', reason: 'token_malformed', status: 401, error: 'invalid_token' },
  control: async ({ system }) => (await system.person('Alice')).send(CATALOGUE),
  attempt: async ({ system }) => {
    const alice = await system.person('Alice')
    return alice.send(CATALOGUE, { token: alice.refreshToken })
  },
}
