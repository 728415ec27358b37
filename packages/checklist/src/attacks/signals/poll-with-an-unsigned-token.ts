import type { Attack } from '../../attack.ts'
import { forge } from '../../lab/forge.ts'
import { applicationToken, poll } from '../../system/event-stream.ts'

export const attack: Attack = {
  title: 'Events asked for with an unsigned token',
  playbook: 'RFC 8725 §3.1',
  controls: ['CAE-2'],
  expected: { by: 'mock-idp', reason: 'algorithm_not_allowed', status: 401, error: 'invalid_token' },
  control: async ({ system }) => poll(await applicationToken(system, 'orchestrator')),
  attempt: async ({ system }) => {
    const { token, key } = await applicationToken(system, 'orchestrator')
    return poll({ token: forge(token, { header: { alg: 'none' }, signature: '' }), key })
  },
}
