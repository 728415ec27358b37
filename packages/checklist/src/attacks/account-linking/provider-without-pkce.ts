import type { Attack } from '../../attack.ts'
import { authorizationRequest, authorize } from '../../system/provider.ts'

export const attack: Attack = {
  title: 'PKCE left out on the way to the provider',
  playbook: 'RFC 9700 §2.1.1',
  controls: ['LNK-1'],
  expected: { by: 'mock-saas', status: 302, error: 'invalid_request' },
  control: async ({ system }) => authorize(await authorizationRequest(system)),
  attempt: async ({ system }) =>
    authorize(await authorizationRequest(system), {
      code_challenge: undefined,
      code_challenge_method: undefined,
    }),
}
