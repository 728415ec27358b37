import type { Attack } from '../../attack.ts'

export const attack: Attack = {
  title: 'A client assertion made for another server',
  playbook: 'RFC 7523 §3 (3)',
  controls: ['TIER-2'],
  expected: { by: 'mock-idp', reason: 'client_assertion_audience', status: 401, error: 'invalid_client' },
  control: async ({ system }) => {
    const { accessToken, key } = await system.person('Alice')
    return system.onBehalfOf('orchestrator', accessToken, key)
  },
  attempt: async ({ system }) => {
    const { accessToken, key } = await system.person('Alice')
    const assertion = await system.clientAssertion('orchestrator', { aud: 'https://evil.example/token' })
    return system.onBehalfOf('orchestrator', accessToken, key, { client_assertion: assertion })
  },
}
