import type { Attack } from '../../attack.ts'
import { answerFor, newDevice } from '../../system/device.ts'
import { requestNatively } from '../../system/native-client.ts'

export const attack: Attack = {
  title: 'A device code that nobody was given',
  playbook: 'RFC 8628 §5.2',
  controls: ['TIER-1'],
  expected: { by: 'mock-idp', reason: 'device_code_unknown', status: 400, error: 'bad_verification_code' },
  control: async () => {
    const device = await newDevice()
    await answerFor('Alice', device)
    return requestNatively(device.redemption, device.key)
  },
  attempt: async () => {
    const device = await newDevice()
    await answerFor('Alice', device)
    return requestNatively({ ...device.redemption, device_code: 'd'.repeat(43) }, device.key)
  },
}
