import type { Attack } from '../../attack.ts'
import { codeOf, requestToken, startSignIn } from '../../system/sign-in.ts'

export const attack: Attack = {
  title: 'A code redeemed twice',
  playbook: 'RFC 6749 §4.1.2',
  controls: ['TIER-1'],
  expected: { by: 'mock-idp', reason: 'code_already_redeemed', status: 400, error: 'invalid_grant' },
  control: async () => {
    const pending = await startSignIn()
    return requestToken(await codeOf('Alice', pending), pending.key)
  },
  attempt: async () => {
    const pending = await startSignIn()
    const redemption = await codeOf('Alice', pending)
    await requestToken(redemption, pending.key)
    return requestToken(redemption, pending.key)
  },
}
