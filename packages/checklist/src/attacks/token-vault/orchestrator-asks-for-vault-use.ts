import type { Attack } from '../../attack.ts'
import { VAULT } from '../../system/live-system.ts'

export const attack: Attack = {
  title: "The orchestrator asks for a token that gets people's tokens",
  playbook: 'playbook: tiered trust topology',
  controls: ['AUD-1', 'VLT-2'],
  expected: { by: 'mock-idp', reason: 'consent_missing', status: 400, error: 'invalid_grant' },
  control: async ({ system }) => {
    const { accessToken, key } = await system.person('Alice')
    return system.onBehalfOf('orchestrator', accessToken, key, { scope: `${VAULT}/Links.Manage` })
  },
  attempt: async ({ system }) => {
    const { accessToken, key } = await system.person('Alice')
    return system.onBehalfOf('orchestrator', accessToken, key, { scope: `${VAULT}/Vault.Use` })
  },
}
