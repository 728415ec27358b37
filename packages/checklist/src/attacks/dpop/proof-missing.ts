import type { Attack } from '../../attack.ts'

export const attack: Attack = {
  title: 'A bound token without a proof',
  playbook: 'RFC 9449 §4.3 (1)',
  controls: ['POP-1'],
  expected: { by: 'mock-graph', reason: 'dpop_proof_missing', status: 401, error: 'invalid_dpop_proof' },
  control: ({ graph }) => graph.send(),
  attempt: ({ graph }) => graph.send({ dpop: [] }),
}
