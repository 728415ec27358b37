import type { Attack } from '../../attack.ts'

export const attack: Attack = {
  title: 'An exchange without client authentication',
  playbook: 'RFC 6749 §3.2.1',
  controls: ['TIER-2'],
  expected: { by: 'mock-idp', reason: 'client_credential_missing', status: 401, error: 'invalid_client' },
  control: async ({ system }) => {
    const { accessToken, key } = await system.person('Alice')
    return system.onBehalfOf('orchestrator', accessToken, key)
  },
  attempt: async ({ system }) => {
    const { accessToken, key } = await system.person('Alice')
    return system.onBehalfOf('orchestrator', accessToken, key, { client_assertion: undefined })
  },
}
