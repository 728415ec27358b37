import type { Attack } from '../../attack.ts'
import { LOOPBACK, startNativeSignIn } from '../../system/native-client.ts'
import { authorize } from '../../system/sign-in.ts'

export const attack: Attack = {
  title: 'Loopback, but a path that another application serves',
  playbook: 'RFC 8252 §7.3: any port, the same path',
  controls: ['TIER-1'],
  expected: { by: 'mock-idp', reason: 'reply_url_mismatch', status: 400 },
  control: async () => authorize(await startNativeSignIn()),
  attempt: async () => authorize(await startNativeSignIn(), { redirect_uri: `${LOOPBACK}/callback` }),
}
