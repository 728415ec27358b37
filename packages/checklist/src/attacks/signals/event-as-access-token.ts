import type { Attack } from '../../attack.ts'
import { CATALOGUE } from '../../system/live-system.ts'
import { eventToken } from '../../system/security-event.ts'

export const attack: Attack = {
  title: 'A security event, presented as an access token',
  playbook: 'RFC 8725 §3.11; RFC 8417 §4.5',
  controls: ['CAE-2'],
  expected: { by: 'orchestrator', reason: 'type_mismatch', status: 401, error: 'invalid_token' },
  control: async ({ system }) => (await system.person('Alice')).send(CATALOGUE),
  attempt: async ({ system }) => {
    const alice = await system.person('Alice')
    return alice.send(CATALOGUE, { token: await eventToken(system, 'orchestrator') })
  },
}
