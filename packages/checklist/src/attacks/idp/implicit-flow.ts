import type { Attack } from '../../attack.ts'
import { authorize, startSignIn } from '../../system/sign-in.ts'

export const attack: Attack = {
  title: 'A token asked for in the redirect',
  playbook: 'RFC 9700 §2.1.2',
  controls: ['TIER-1'],
  expected: {
    by: 'mock-idp',
    reason: 'response_type_unsupported',
    status: 302,
    error: 'unsupported_response_type',
  },
  control: async () => authorize(await startSignIn()),
  attempt: async () => authorize(await startSignIn(), { response_type: 'token' }),
}
