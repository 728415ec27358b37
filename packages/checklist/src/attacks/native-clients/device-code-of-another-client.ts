import type { Attack } from '../../attack.ts'
import { registration } from '@chain-of-trust/service-kit'
import { answerFor, newDevice } from '../../system/device.ts'
import { requestNatively } from '../../system/native-client.ts'
import { requestToken } from '../../system/sign-in.ts'

export const attack: Attack = {
  title: "A device code of the command line, redeemed by the AI host's page",
  playbook: 'RFC 8628 §3.4',
  controls: ['TIER-1'],
  expected: { by: 'mock-idp', reason: 'grant_invalid', status: 400, error: 'invalid_grant' },
  control: async () => {
    const device = await newDevice()
    await answerFor('Alice', device)
    return requestNatively(device.redemption, device.key)
  },
  attempt: async () => {
    const device = await newDevice()
    await answerFor('Alice', device)
    return requestToken({ ...device.redemption, client_id: registration('ai-host').appId }, device.key)
  },
}
