import type { Attack } from '../../attack.ts'
import { codeAtProvider, requestAtProvider } from '../../system/provider.ts'

export const attack: Attack = {
  title: "A provider's code redeemed by somebody who is not the vault",
  playbook: 'RFC 6749 §3.2.1',
  controls: ['LNK-1'],
  expected: { by: 'mock-saas', status: 401 },
  control: async ({ system }) => requestAtProvider(await codeAtProvider(system)),
  attempt: async ({ system }) =>
    requestAtProvider({ ...(await codeAtProvider(system)), client_secret: 'guessed' }),
}
