import type { Attack } from '../../attack.ts'

/** Whoever reads the request would have the key, too. */
export const attack: Attack = {
  title: 'A proof that holds the private key',
  playbook: 'RFC 9449 §4.3 (7)',
  controls: ['POP-2'],
  expected: { by: 'mock-graph', reason: 'dpop_proof_invalid', status: 401, error: 'invalid_dpop_proof' },
  control: ({ graph }) => graph.send(),
  attempt: ({ graph }) => graph.send({ proofHeader: { jwk: graph.key.privateJwk } }),
}
