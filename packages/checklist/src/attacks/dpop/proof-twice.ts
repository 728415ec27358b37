import type { Attack } from '../../attack.ts'

export const attack: Attack = {
  title: 'Two proofs',
  playbook: 'RFC 9449 §4.3 (1)',
  controls: ['POP-2'],
  expected: { by: 'mock-graph', reason: 'dpop_proof_invalid', status: 401, error: 'invalid_dpop_proof' },
  control: ({ graph }) => graph.send(),
  attempt: async ({ graph }) => {
    const token = await graph.token()
    return graph.send({ token, dpop: [await graph.proof(token), await graph.proof(token)] })
  },
}
