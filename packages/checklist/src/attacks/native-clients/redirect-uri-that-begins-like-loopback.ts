import type { Attack } from '../../attack.ts'
import { startNativeSignIn } from '../../system/native-client.ts'
import { authorize } from '../../system/sign-in.ts'

export const attack: Attack = {
  title: 'A host whose name begins like loopback',
  playbook: 'RFC 9700 §2.1; RFC 8252 §7.3',
  controls: ['TIER-1'],
  expected: { by: 'mock-idp', reason: 'reply_url_mismatch', status: 400 },
  control: async () => authorize(await startNativeSignIn()),
  attempt: async () =>
    authorize(await startNativeSignIn(), { redirect_uri: 'http://localhost.evil.example:49152' }),
}
