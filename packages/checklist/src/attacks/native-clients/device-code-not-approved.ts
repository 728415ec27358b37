import type { Attack } from '../../attack.ts'
import { answerFor, newDevice } from '../../system/device.ts'
import { requestNatively } from '../../system/native-client.ts'

export const attack: Attack = {
  title: 'A device that takes its tokens before anybody has approved it',
  playbook: 'RFC 8628 §3.5',
  controls: ['TIER-1'],
  expected: { by: 'mock-idp', status: 400, error: 'authorization_pending' },
  control: async () => {
    const device = await newDevice()
    await answerFor('Alice', device)
    return requestNatively(device.redemption, device.key)
  },
  attempt: async () => {
    const device = await newDevice()

    return requestNatively(device.redemption, device.key)
  },
}
