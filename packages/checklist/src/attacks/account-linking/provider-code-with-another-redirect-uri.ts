import type { Attack } from '../../attack.ts'
import { codeAtProvider, requestAtProvider } from '../../system/provider.ts'

export const attack: Attack = {
  title: "The redirect URI changed between the provider's code and its token",
  playbook: 'RFC 6749 §4.1.3',
  controls: ['LNK-1'],
  expected: { by: 'mock-saas', status: 400, error: 'invalid_grant' },
  control: async ({ system }) => requestAtProvider(await codeAtProvider(system)),
  attempt: async ({ system }) =>
    requestAtProvider({
      ...(await codeAtProvider(system)),
      redirect_uri: 'http://localhost:4420/callback/jira',
    }),
}
