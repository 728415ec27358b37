import type { Attack } from '../../attack.ts'

export const attack: Attack = {
  title: 'The token in a cookie',
  playbook: 'RFC 6750 §2: the header is the only place',
  controls: ['ZTA-1'],
  expected: { by: 'mock-graph', reason: 'credential_missing', status: 401 },
  control: ({ graph }) => graph.send(),
  attempt: async ({ graph }) =>
    graph.send({ token: undefined, headers: { cookie: `access_token=${await graph.token()}` } }),
}
