import type { Attack } from '../../attack.ts'

export const attack: Attack = {
  title: 'The token in the body',
  playbook: 'RFC 6750 §2.2; RFC 9700',
  controls: ['ZTA-1'],
  expected: { by: 'mock-graph', reason: 'credential_missing', status: 401 },
  control: ({ graph }) => graph.send(),
  attempt: async ({ graph }) =>
    graph.send({
      method: 'POST',
      token: undefined,
      body: new URLSearchParams({ access_token: await graph.token() }),
    }),
}
