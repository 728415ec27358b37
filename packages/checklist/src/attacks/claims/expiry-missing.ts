import type { Attack } from '../../attack.ts'

export const attack: Attack = {
  title: 'A token that never expires',
  playbook: 'RFC 7519 §4.1.4; RFC 9068 §2.2',
  controls: ['AUD-3'],
  expected: { by: 'mock-graph', reason: 'claim_missing', status: 401, error: 'invalid_token' },
  control: ({ graph }) => graph.send(),
  attempt: ({ graph }) => graph.send({ claims: { exp: undefined } }),
}
