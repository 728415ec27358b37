import type { Attack } from '../../attack.ts'
import { createProofKey } from '../../proof.ts'
import { requestNatively, startNativeSignIn } from '../../system/native-client.ts'
import { codeOf } from '../../system/sign-in.ts'

export const attack: Attack = {
  title: "A code taken at the port, redeemed for the thief's key",
  playbook: 'RFC 9449 §10',
  controls: ['TIER-1'],
  expected: { by: 'mock-idp', reason: 'grant_binding_mismatch', status: 400, error: 'invalid_grant' },
  control: async () => {
    const pending = await startNativeSignIn()
    return requestNatively(await codeOf('Alice', pending), pending.key)
  },
  attempt: async () => {
    const pending = await startNativeSignIn()
    const redemption = await codeOf('Alice', pending)
    return requestNatively(redemption, await createProofKey())
  },
}
