import type { Attack } from '../../attack.ts'

export const attack: Attack = {
  title: 'A proof made for another path here',
  playbook: 'RFC 9449 §4.3 (9)',
  controls: ['POP-2'],
  expected: { by: 'mock-graph', reason: 'dpop_proof_invalid', status: 401, error: 'invalid_dpop_proof' },
  control: ({ graph }) => graph.send(),
  attempt: ({ graph }) => graph.send({ proof: { htu: `${graph.origin}/v1.0/me` } }),
}
