import type { Attack } from '../../attack.ts'
import { codeOf, requestToken, startSignIn } from '../../system/sign-in.ts'

export const attack: Attack = {
  title: 'The redirect URI changed between code and token',
  playbook: 'RFC 6749 §4.1.3',
  controls: ['TIER-1'],
  expected: { by: 'mock-idp', reason: 'reply_url_mismatch', status: 400, error: 'invalid_grant' },
  control: async () => {
    const pending = await startSignIn()
    return requestToken(await codeOf('Alice', pending), pending.key)
  },
  attempt: async () => {
    const pending = await startSignIn()
    const redemption = await codeOf('Alice', pending)
    return requestToken({ ...redemption, redirect_uri: 'http://localhost:4400/' }, pending.key)
  },
}
