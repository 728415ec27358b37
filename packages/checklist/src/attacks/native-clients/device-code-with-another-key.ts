import type { Attack } from '../../attack.ts'
import { createProofKey } from '../../proof.ts'
import { answerFor, newDevice } from '../../system/device.ts'
import { requestNatively } from '../../system/native-client.ts'

export const attack: Attack = {
  title: "A device code read off the device, redeemed for the thief's key",
  playbook: 'RFC 9449 §5; RFC 8628 §5.3',
  controls: ['TIER-1'],
  expected: { by: 'mock-idp', reason: 'grant_binding_mismatch', status: 400, error: 'invalid_grant' },
  control: async () => {
    const device = await newDevice()
    await answerFor('Alice', device)
    return requestNatively(device.redemption, device.key)
  },
  attempt: async () => {
    const device = await newDevice()
    await answerFor('Alice', device)
    return requestNatively(device.redemption, await createProofKey())
  },
}
