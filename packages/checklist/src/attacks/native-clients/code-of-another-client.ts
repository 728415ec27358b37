import type { Attack } from '../../attack.ts'
import { registration } from '@chain-of-trust/service-kit'
import { requestNatively, startNativeSignIn } from '../../system/native-client.ts'
import { codeOf, requestToken } from '../../system/sign-in.ts'

export const attack: Attack = {
  title: "A code of the command line, redeemed by the AI host's page",
  playbook: 'RFC 6749 §4.1.3',
  controls: ['TIER-1'],
  expected: { by: 'mock-idp', reason: 'grant_invalid', status: 400, error: 'invalid_grant' },
  control: async () => {
    const pending = await startNativeSignIn()
    return requestNatively(await codeOf('Alice', pending), pending.key)
  },
  attempt: async () => {
    const pending = await startNativeSignIn()
    const redemption = await codeOf('Alice', pending)
    return requestToken({ ...redemption, client_id: registration('ai-host').appId }, pending.key)
  },
}
