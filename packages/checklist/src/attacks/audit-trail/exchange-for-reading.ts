import type { Attack } from '../../attack.ts'
import { READING } from '../../system/audit-trail.ts'

export const attack: Attack = {
  title: "The orchestrator exchanges Token A for one that reads Alice's records",
  playbook: 'playbook: tiered trust topology; least privilege',
  controls: ['LOG-6', 'RES-1'],
  expected: { by: 'mock-idp', reason: 'consent_missing', status: 400, error: 'invalid_grant' },
  control: async ({ system }) => {
    const { accessToken, key } = await system.person('Alice')
    return system.onBehalfOf('orchestrator', accessToken, key)
  },
  attempt: async ({ system }) => {
    const { accessToken, key } = await system.person('Alice')
    return system.onBehalfOf('orchestrator', accessToken, key, { scope: READING })
  },
}
