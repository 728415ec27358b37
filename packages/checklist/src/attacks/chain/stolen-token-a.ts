import type { Attack } from '../../attack.ts'
import { CATALOGUE } from '../../system/live-system.ts'

export const attack: Attack = {
  title: "Alice's Token A with Bob's key",
  playbook: 'playbook: DPoP; RFC 9449 §7.1',
  controls: ['POP-1'],
  expected: { by: 'orchestrator', reason: 'binding_mismatch', status: 401, error: 'invalid_token' },
  control: async ({ system }) => (await system.person('Alice')).send(CATALOGUE),
  attempt: async ({ system }) => {
    const [alice, bob] = [await system.person('Alice'), await system.person('Bob')]
    return bob.send(CATALOGUE, { token: alice.accessToken })
  },
}
