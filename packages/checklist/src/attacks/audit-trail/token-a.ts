import type { Attack } from '../../attack.ts'
import { ask, auditReader } from '../../system/audit-trail.ts'

export const attack: Attack = {
  title: "Alice's Token A, which is the orchestrator's",
  playbook: 'playbook: strict audience validation',
  controls: ['AUD-1', 'LOG-6'],
  expected: { by: 'audit-trail', reason: 'audience_mismatch', status: 401, error: 'invalid_token' },
  control: async () => ask(await auditReader('Alice'), 'events'),
  attempt: async ({ system }) => {
    const { key, accessToken } = await system.person('Alice')
    return ask({ key, token: accessToken }, 'events')
  },
}
