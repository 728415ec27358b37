import type { Attack } from '../../attack.ts'
import { codeOf, requestToken, startSignIn } from '../../system/sign-in.ts'

export const attack: Attack = {
  title: 'A code redeemed for an unbound token',
  playbook: 'RFC 9449 §5',
  controls: ['TIER-1'],
  expected: { by: 'mock-idp', reason: 'dpop_proof_missing', status: 400, error: 'invalid_dpop_proof' },
  control: async () => {
    const pending = await startSignIn()
    return requestToken(await codeOf('Alice', pending), pending.key)
  },
  attempt: async () => {
    const pending = await startSignIn()
    const redemption = await codeOf('Alice', pending)
    return requestToken(redemption, pending.key, { dpop: [] })
  },
}
