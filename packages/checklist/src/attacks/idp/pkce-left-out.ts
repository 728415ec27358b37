import type { Attack } from '../../attack.ts'
import { authorize, startSignIn } from '../../system/sign-in.ts'

export const attack: Attack = {
  title: 'An authorization request without PKCE',
  playbook: 'RFC 9700 §2.1.1',
  controls: ['TIER-1'],
  expected: { by: 'mock-idp', reason: 'pkce_required', status: 302, error: 'invalid_request' },
  control: async () => authorize(await startSignIn()),
  attempt: async () =>
    authorize(await startSignIn(), { code_challenge: undefined, code_challenge_method: undefined }),
}
