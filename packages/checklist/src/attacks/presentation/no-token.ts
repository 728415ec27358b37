import type { Attack } from '../../attack.ts'

export const attack: Attack = {
  title: 'No token at all',
  playbook: 'RFC 6750 §3',
  controls: ['ZTA-1'],
  expected: { by: 'mock-graph', reason: 'credential_missing', status: 401 },
  control: ({ graph }) => graph.send(),
  attempt: ({ graph }) => graph.send({ token: undefined, dpop: [] }),
}
