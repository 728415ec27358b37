import type { Attack } from '../../attack.ts'
import { requestNatively, startNativeSignIn } from '../../system/native-client.ts'
import { codeOf } from '../../system/sign-in.ts'

export const attack: Attack = {
  title: 'A code redeemed for another port than the one that it was sent to',
  playbook: 'RFC 6749 §4.1.3',
  controls: ['TIER-1'],
  expected: { by: 'mock-idp', reason: 'reply_url_mismatch', status: 400, error: 'invalid_grant' },
  control: async () => {
    const pending = await startNativeSignIn()
    return requestNatively(await codeOf('Alice', pending), pending.key)
  },
  attempt: async () => {
    const pending = await startNativeSignIn()
    const redemption = await codeOf('Alice', pending)
    return requestNatively({ ...redemption, redirect_uri: 'http://localhost:49153' }, pending.key)
  },
}
