import type { Attack } from '../../attack.ts'
import { startNativeSignIn } from '../../system/native-client.ts'
import { authorize } from '../../system/sign-in.ts'

export const attack: Attack = {
  title: 'Loopback as the user name of an address elsewhere',
  playbook: 'RFC 9700 §2.1; RFC 3986 §7.6',
  controls: ['TIER-1'],
  expected: { by: 'mock-idp', reason: 'reply_url_mismatch', status: 400 },
  control: async () => authorize(await startNativeSignIn()),
  attempt: async () =>
    authorize(await startNativeSignIn(), { redirect_uri: 'http://localhost:49152@evil.example' }),
}
