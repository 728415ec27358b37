import type { Attack } from '../../attack.ts'
import { startNativeSignIn } from '../../system/native-client.ts'
import { authorize } from '../../system/sign-in.ts'

export const attack: Attack = {
  title: 'PKCE left out by a native application',
  playbook: 'RFC 8252 §6; RFC 9700 §2.1.1',
  controls: ['TIER-1'],
  expected: { by: 'mock-idp', reason: 'pkce_required', status: 302, error: 'invalid_request' },
  control: async () => authorize(await startNativeSignIn()),
  attempt: async () =>
    authorize(await startNativeSignIn(), { code_challenge: undefined, code_challenge_method: undefined }),
}
