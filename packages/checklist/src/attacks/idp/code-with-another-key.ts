import type { Attack } from '../../attack.ts'
import { createProofKey } from '../../proof.ts'
import { codeOf, requestToken, startSignIn } from '../../system/sign-in.ts'

export const attack: Attack = {
  title: "A stolen code redeemed for the thief's key",
  playbook: 'RFC 9449 §10',
  controls: ['TIER-1'],
  expected: { by: 'mock-idp', reason: 'grant_binding_mismatch', status: 400, error: 'invalid_grant' },
  control: async () => {
    const pending = await startSignIn()
    return requestToken(await codeOf('Alice', pending), pending.key)
  },
  attempt: async () => {
    const pending = await startSignIn()
    const redemption = await codeOf('Alice', pending)
    return requestToken(redemption, await createProofKey())
  },
}
