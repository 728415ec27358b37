import type { Attack } from '../../attack.ts'
import { answerFor, newDevice } from '../../system/device.ts'
import { requestNatively } from '../../system/native-client.ts'

export const attack: Attack = {
  title: 'A device code redeemed once more',
  playbook: 'RFC 8628 §3.4; RFC 9700 §4.5',
  controls: ['TIER-1'],
  expected: { by: 'mock-idp', reason: 'code_already_redeemed', status: 400, error: 'invalid_grant' },
  control: async () => {
    const device = await newDevice()
    await answerFor('Alice', device)
    return requestNatively(device.redemption, device.key)
  },
  attempt: async () => {
    const device = await newDevice()
    await answerFor('Alice', device)
    await requestNatively(device.redemption, device.key)
    return requestNatively(device.redemption, device.key)
  },
}
