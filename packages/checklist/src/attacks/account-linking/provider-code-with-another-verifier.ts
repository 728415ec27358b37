import type { Attack } from '../../attack.ts'
import { codeAtProvider, requestAtProvider } from '../../system/provider.ts'

export const attack: Attack = {
  title: "A provider's code redeemed by somebody who has not begun the request",
  playbook: 'RFC 7636 §4.6',
  controls: ['LNK-1'],
  expected: { by: 'mock-saas', status: 400, error: 'invalid_grant' },
  control: async ({ system }) => requestAtProvider(await codeAtProvider(system)),
  attempt: async ({ system }) =>
    requestAtProvider({ ...(await codeAtProvider(system)), code_verifier: 'v'.repeat(43) }),
}
