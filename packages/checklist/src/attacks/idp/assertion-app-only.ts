import { decodeJwt } from 'jose'
import type { Attack } from '../../attack.ts'

export const attack: Attack = {
  title: 'An app-only token exchanged on behalf of nobody',
  playbook: 'Entra on-behalf-of: delegated tokens only',
  controls: ['DEL-1'],
  expected: { by: 'mock-idp', reason: 'assertion_app_only', status: 400, error: 'invalid_grant' },
  control: async ({ system }) => {
    const { accessToken, key } = await system.person('Alice')
    return system.onBehalfOf('orchestrator', accessToken, key)
  },
  attempt: async ({ system }) => {
    const { accessToken, key } = await system.person('Alice')
    const claims = { ...decodeJwt(accessToken), scp: undefined, idtyp: 'app', roles: ['Anything'] }
    return system.onBehalfOf('orchestrator', await system.sign(claims), key)
  },
}
