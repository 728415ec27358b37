import type { Attack } from '../../attack.ts'

export const attack: Attack = {
  title: 'An access token in the place of a proof',
  playbook: 'RFC 9449 §4.3 (4)',
  controls: ['POP-2'],
  expected: { by: 'mock-graph', reason: 'dpop_proof_invalid', status: 401, error: 'invalid_dpop_proof' },
  control: ({ graph }) => graph.send(),
  attempt: ({ graph }) => graph.send({ proofHeader: { typ: 'JWT' } }),
}
