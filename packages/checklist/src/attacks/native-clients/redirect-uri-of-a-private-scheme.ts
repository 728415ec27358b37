import type { Attack } from '../../attack.ts'
import { startNativeSignIn } from '../../system/native-client.ts'
import { authorize } from '../../system/sign-in.ts'

export const attack: Attack = {
  title: 'A scheme that any application may claim',
  playbook: 'RFC 8252 §8.6: impersonation',
  controls: ['TIER-1'],
  expected: { by: 'mock-idp', reason: 'reply_url_mismatch', status: 400 },
  control: async () => authorize(await startNativeSignIn()),
  attempt: async () => authorize(await startNativeSignIn(), { redirect_uri: 'chain-of-trust://callback' }),
}
