import type { Attack } from '../../attack.ts'
import { LOOPBACK, startNativeSignIn } from '../../system/native-client.ts'
import { authorize } from '../../system/sign-in.ts'

export const attack: Attack = {
  title: 'A fragment behind the address',
  playbook: 'RFC 6749 §3.1.2',
  controls: ['TIER-1'],
  expected: { by: 'mock-idp', reason: 'reply_url_mismatch', status: 400 },
  control: async () => authorize(await startNativeSignIn()),
  attempt: async () => authorize(await startNativeSignIn(), { redirect_uri: `${LOOPBACK}#` }),
}
