import type { Attack } from '../../attack.ts'
import { authorizationRequest, authorize } from '../../system/provider.ts'

export const attack: Attack = {
  title: 'The provider is asked to send the answer to an address below the registered one',
  playbook: 'RFC 9700 §2.1: exact redirect URIs',
  controls: ['LNK-1'],
  expected: { by: 'mock-saas', status: 400 },
  control: async ({ system }) => authorize(await authorizationRequest(system)),
  attempt: async ({ system }) =>
    authorize(await authorizationRequest(system), {
      redirect_uri: 'http://localhost:4420/callback/github/../../connect',
    }),
}
