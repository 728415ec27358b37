import type { Attack } from '../../attack.ts'
import { answerFor, newDevice } from '../../system/device.ts'
import { requestNatively } from '../../system/native-client.ts'

export const attack: Attack = {
  title: 'A device whose code was sent to somebody who pressed “Cancel”',
  playbook: 'RFC 8628 §5.4: remote phishing',
  controls: ['TIER-1'],
  expected: {
    by: 'mock-idp',
    reason: 'authorization_declined',
    status: 400,
    error: 'authorization_declined',
  },
  control: async () => {
    const device = await newDevice()
    await answerFor('Alice', device)
    return requestNatively(device.redemption, device.key)
  },
  attempt: async () => {
    const device = await newDevice()
    await answerFor('Alice', device, 'cancel')
    return requestNatively(device.redemption, device.key)
  },
}
