import type { Attack } from '../../attack.ts'
import { startNativeSignIn } from '../../system/native-client.ts'
import { authorize } from '../../system/sign-in.ts'

export const attack: Attack = {
  title: 'A port of another machine on the network',
  playbook: 'RFC 8252 §7.3',
  controls: ['TIER-1'],
  expected: { by: 'mock-idp', reason: 'reply_url_mismatch', status: 400 },
  control: async () => authorize(await startNativeSignIn()),
  attempt: async () => authorize(await startNativeSignIn(), { redirect_uri: 'http://192.168.0.66:49152' }),
}
