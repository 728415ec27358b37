import type { Attack } from '../../attack.ts'

export const attack: Attack = {
  title: "The assertion of one tier under another's name",
  playbook: 'RFC 7523 §3 (2); RFC 7521 §5.2',
  controls: ['TIER-2'],
  expected: { by: 'mock-idp', reason: 'client_assertion_invalid', status: 401, error: 'invalid_client' },
  control: async ({ system }) => {
    const { accessToken, key } = await system.person('Alice')
    return system.onBehalfOf('orchestrator', accessToken, key)
  },
  attempt: async ({ system }) => {
    const { accessToken, key } = await system.person('Alice')
    const assertion = await system.clientAssertion('mcp-sharepoint')
    return system.onBehalfOf('orchestrator', accessToken, key, { client_assertion: assertion })
  },
}
