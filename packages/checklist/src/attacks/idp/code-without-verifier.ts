import type { Attack } from '../../attack.ts'
import { codeOf, requestToken, startSignIn } from '../../system/sign-in.ts'

export const attack: Attack = {
  title: 'A stolen code, without its verifier',
  playbook: 'RFC 7636 §4.6',
  controls: ['TIER-1'],
  expected: { by: 'mock-idp', reason: 'pkce_mismatch', status: 400, error: 'invalid_grant' },
  control: async () => {
    const pending = await startSignIn()
    return requestToken(await codeOf('Alice', pending), pending.key)
  },
  attempt: async () => {
    const pending = await startSignIn()
    const redemption = await codeOf('Alice', pending)
    return requestToken({ ...redemption, code_verifier: 'x'.repeat(43) }, pending.key)
  },
}
