import type { Attack } from '../../attack.ts'

export const attack: Attack = {
  title: 'An ID token as the assertion',
  playbook: 'RFC 7523 §3 (3)',
  controls: ['OBO-1'],
  expected: { by: 'mock-idp', reason: 'assertion_audience_mismatch', status: 400, error: 'invalid_grant' },
  control: async ({ system }) => {
    const { accessToken, key } = await system.person('Alice')
    return system.onBehalfOf('orchestrator', accessToken, key)
  },
  attempt: async ({ system }) => {
    const { idToken, key } = await system.person('Alice')
    return system.onBehalfOf('orchestrator', idToken, key)
  },
}
