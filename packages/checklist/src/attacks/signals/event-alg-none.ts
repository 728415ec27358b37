import type { Attack } from '../../attack.ts'
import { forge } from '../../lab/forge.ts'
import { eventToken, push, pushEvent } from '../../system/security-event.ts'

export const attack: Attack = {
  title: 'A security event that says it needs no signature (alg none)',
  playbook: 'RFC 8725 §3.1; RFC 8417 §5.1',
  controls: ['CAE-2'],
  expected: { by: 'mock-graph', reason: 'algorithm_not_allowed', status: 400, error: 'invalid_key' },
  control: ({ system }) => pushEvent(system, 'mock-graph'),
  attempt: async ({ system }) => {
    const event = await eventToken(system, 'mock-graph')
    return push('mock-graph', forge(event, { header: { alg: 'none' }, signature: '' }))
  },
}
