import type { Attack } from '../../attack.ts'

export const attack: Attack = {
  title: 'Two tokens in one Authorization header',
  playbook: 'RFC 6750 §2.1',
  controls: ['ZTA-1'],
  expected: { by: 'mock-graph', reason: 'credential_malformed', status: 400, error: 'invalidRequest' },
  control: ({ graph }) => graph.send(),
  attempt: async ({ graph }) => {
    const token = await graph.token()
    return graph.send({ token: undefined, headers: { authorization: `DPoP ${token}, DPoP ${token}` } })
  },
}
