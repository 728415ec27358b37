import type { Attack } from '../../attack.ts'
import { authorize, startSignIn } from '../../system/sign-in.ts'

/** Shown on a page, never redirected: the address is the attacker's. */
export const attack: Attack = {
  title: "The code sent to the attacker's page",
  playbook: 'RFC 9700 §2.1, §4.1',
  controls: ['TIER-1'],
  expected: { by: 'mock-idp', reason: 'reply_url_mismatch', status: 400 },
  control: async () => authorize(await startSignIn()),
  attempt: async () =>
    authorize(await startSignIn(), { redirect_uri: 'http://localhost:4400.evil.example/redirect.html' }),
}
