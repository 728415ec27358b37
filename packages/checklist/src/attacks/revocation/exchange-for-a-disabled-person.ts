import type { Attack } from '../../attack.ts'
import { administer } from '../../system/administrator.ts'

export const attack: Attack = {
  title: 'A tier goes on working for Erin, whose account was disabled',
  playbook: 'playbook: continuous access evaluation; RISC 1.0 §2.3',
  controls: ['CAE-1', 'CAE-3'],
  expected: { by: 'mock-idp', reason: 'user_disabled', status: 400, error: 'invalid_grant' },
  control: async ({ system }) => {
    const { accessToken, key } = await system.signIn('Erin Eklund')
    return system.onBehalfOf('orchestrator', accessToken, key)
  },
  attempt: async ({ system }) => {
    const { accessToken, key } = await system.signIn('Erin Eklund')
    await administer('Erin Eklund', 'disable')
    try {
      return await system.onBehalfOf('orchestrator', accessToken, key)
    } finally {
      await administer('Erin Eklund', 'enable')
    }
  },
}
