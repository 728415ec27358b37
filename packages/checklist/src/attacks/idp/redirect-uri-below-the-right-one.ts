import type { Attack } from '../../attack.ts'
import { authorize, startSignIn } from '../../system/sign-in.ts'

export const attack: Attack = {
  title: 'A redirect URI that begins like the registered one',
  playbook: 'RFC 9700 §2.1: exact strings',
  controls: ['TIER-1'],
  expected: { by: 'mock-idp', reason: 'reply_url_mismatch', status: 400 },
  control: async () => authorize(await startSignIn()),
  attempt: async () =>
    authorize(await startSignIn(), { redirect_uri: 'http://localhost:4400/redirect.html/../evil' }),
}
