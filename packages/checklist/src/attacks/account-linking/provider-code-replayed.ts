import type { Attack } from '../../attack.ts'
import { codeAtProvider, requestAtProvider } from '../../system/provider.ts'

export const attack: Attack = {
  title: "A provider's code redeemed twice",
  playbook: 'RFC 6749 §4.1.2',
  controls: ['LNK-1'],
  expected: { by: 'mock-saas', status: 400, error: 'invalid_grant' },
  control: async ({ system }) => requestAtProvider(await codeAtProvider(system)),
  attempt: async ({ system }) => {
    const redemption = await codeAtProvider(system)
    await requestAtProvider(redemption)
    return requestAtProvider(redemption)
  },
}
