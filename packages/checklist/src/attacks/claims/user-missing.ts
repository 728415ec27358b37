import type { Attack } from '../../attack.ts'

export const attack: Attack = {
  title: 'A token without oid: whose is it?',
  playbook: 'Entra access-token claims',
  controls: ['DEL-1'],
  expected: { by: 'mock-graph', reason: 'claim_missing', status: 401, error: 'invalid_token' },
  control: ({ graph }) => graph.send(),
  attempt: ({ graph }) => graph.send({ claims: { oid: undefined } }),
}
