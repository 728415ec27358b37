import type { Attack } from '../../attack.ts'
import { codeOf, requestToken, startSignIn } from '../../system/sign-in.ts'

export const attack: Attack = {
  title: 'A code redeemed by a script elsewhere',
  playbook: 'Entra: AADSTS9002326',
  controls: ['TIER-1'],
  expected: { by: 'mock-idp', reason: 'origin_not_permitted', status: 400, error: 'invalid_request' },
  control: async () => {
    const pending = await startSignIn()
    return requestToken(await codeOf('Alice', pending), pending.key)
  },
  attempt: async () => {
    const pending = await startSignIn()
    const redemption = await codeOf('Alice', pending)
    return requestToken(redemption, pending.key, { headers: { origin: 'https://evil.example' } })
  },
}
