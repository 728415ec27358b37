import type { Attack } from '../../attack.ts'
import { requestNatively, startNativeSignIn } from '../../system/native-client.ts'
import { codeOf } from '../../system/sign-in.ts'

export const attack: Attack = {
  title: 'A code taken at the port by another process, without its verifier',
  playbook: 'RFC 8252 §8.1; RFC 7636 §4.6',
  controls: ['TIER-1'],
  expected: { by: 'mock-idp', reason: 'pkce_mismatch', status: 400, error: 'invalid_grant' },
  control: async () => {
    const pending = await startNativeSignIn()
    return requestNatively(await codeOf('Alice', pending), pending.key)
  },
  attempt: async () => {
    const pending = await startNativeSignIn()
    const redemption = await codeOf('Alice', pending)
    return requestNatively({ ...redemption, code_verifier: 'x'.repeat(43) }, pending.key)
  },
}
