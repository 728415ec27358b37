import type { Attack } from '../../attack.ts'

export const attack: Attack = {
  title: 'A stolen bound token called Bearer',
  playbook: 'RFC 9449 §7.2',
  controls: ['POP-1'],
  expected: { by: 'mock-graph', reason: 'binding_downgrade', status: 401, error: 'invalid_token' },
  control: ({ graph }) => graph.send(),
  attempt: ({ graph }) => graph.send({ scheme: 'Bearer', dpop: [] }),
}
