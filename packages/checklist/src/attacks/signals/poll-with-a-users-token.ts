import type { Attack } from '../../attack.ts'
import { applicationToken, poll } from '../../system/event-stream.ts'

export const attack: Attack = {
  title: 'The events of the whole tenant, asked for with a Token A',
  playbook: 'RFC 8936 §4.1; RFC 8725 §3.9',
  controls: ['CAE-2'],
  expected: { by: 'mock-idp', reason: 'audience_mismatch', status: 401, error: 'invalid_token' },
  control: async ({ system }) => poll(await applicationToken(system, 'orchestrator')),
  attempt: async ({ system }) => {
    const { accessToken, key } = await system.person('Alice')
    return poll({ token: accessToken, key })
  },
}
