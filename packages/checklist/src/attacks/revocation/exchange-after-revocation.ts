import type { Attack } from '../../attack.ts'
import { administer } from '../../system/administrator.ts'

export const attack: Attack = {
  title: "A tier exchanges Carol's token, after her sessions were revoked",
  playbook: 'Entra refresh tokens: revocation; on-behalf-of',
  controls: ['CAE-1', 'CAE-3'],
  expected: { by: 'mock-idp', reason: 'grant_revoked', status: 400, error: 'invalid_grant' },
  control: async ({ system }) => {
    const { accessToken, key } = await system.signIn('Carol')
    return system.onBehalfOf('orchestrator', accessToken, key)
  },
  attempt: async ({ system }) => {
    const { accessToken, key } = await system.signIn('Carol')
    await administer('Carol', 'revokeSessions')
    return system.onBehalfOf('orchestrator', accessToken, key)
  },
}
