import type { Attack } from '../../attack.ts'
import { requestNatively, startNativeSignIn } from '../../system/native-client.ts'
import { codeOf } from '../../system/sign-in.ts'

export const attack: Attack = {
  title: 'A code of the command line, redeemed by a script in a page',
  playbook: 'Entra: AADSTS9002326',
  controls: ['TIER-1'],
  expected: { by: 'mock-idp', reason: 'origin_not_permitted', status: 400, error: 'invalid_request' },
  control: async () => {
    const pending = await startNativeSignIn()
    return requestNatively(await codeOf('Alice', pending), pending.key)
  },
  attempt: async () => {
    const pending = await startNativeSignIn()
    const redemption = await codeOf('Alice', pending)
    return requestNatively(redemption, pending.key, { headers: { origin: 'http://localhost:4400' } })
  },
}
