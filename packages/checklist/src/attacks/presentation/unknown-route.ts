import type { Attack } from '../../attack.ts'

/** A 404 would let strangers map the service. */
export const attack: Attack = {
  title: 'A route that does not exist, without a token',
  playbook: 'playbook: closed by default',
  controls: ['ZTA-1'],
  expected: { by: 'mock-graph', reason: 'credential_missing', status: 401 },
  control: ({ graph }) => graph.send(),
  attempt: ({ graph }) => graph.send({ path: '/v1.0/nothing/here', token: undefined, dpop: [] }),
}
