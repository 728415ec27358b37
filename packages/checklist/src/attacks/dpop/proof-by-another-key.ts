import type { Attack } from '../../attack.ts'
import { createProofKey } from '../../proof.ts'

export const attack: Attack = {
  title: "The victim's public key, the thief's signature",
  playbook: 'RFC 9449 §4.3 (6)',
  controls: ['POP-2'],
  expected: { by: 'mock-graph', reason: 'dpop_proof_invalid', status: 401, error: 'invalid_dpop_proof' },
  control: ({ graph }) => graph.send(),
  attempt: async ({ graph }) =>
    graph.send({ key: await createProofKey(), proofHeader: { jwk: graph.key.jwk } }),
}
