import type { Attack } from '../../attack.ts'
import { authorize, startSignIn } from '../../system/sign-in.ts'

export const attack: Attack = {
  title: "The AI host's page at another port: that freedom is for native applications",
  playbook: 'RFC 8252 §7.3; RFC 9700 §2.1',
  controls: ['TIER-1'],
  expected: { by: 'mock-idp', reason: 'reply_url_mismatch', status: 400 },
  control: async () => authorize(await startSignIn()),
  attempt: async () =>
    authorize(await startSignIn(), { redirect_uri: 'http://localhost:49152/redirect.html' }),
}
