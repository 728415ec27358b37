import type { Attack } from '../../attack.ts'

export const attack: Attack = {
  title: 'A token that is bound to no key',
  playbook: 'RFC 9449 §7.1',
  controls: ['POP-1'],
  expected: { by: 'mock-graph', reason: 'binding_missing', status: 401, error: 'invalid_token' },
  control: ({ graph }) => graph.send(),
  attempt: ({ graph }) => graph.send({ claims: { cnf: undefined } }),
}
