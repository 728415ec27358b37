import type { Attack } from '../../attack.ts'
import { forge } from '../../lab/forge.ts'

export const attack: Attack = {
  title: 'A proof with alg none',
  playbook: 'RFC 9449 §4.3 (5)',
  controls: ['POP-2'],
  expected: { by: 'mock-graph', reason: 'dpop_proof_invalid', status: 401, error: 'invalid_dpop_proof' },
  control: ({ graph }) => graph.send(),
  attempt: async ({ graph }) => {
    const token = await graph.token()
    const proof = forge(await graph.proof(token), { header: { alg: 'none' }, signature: '' })
    return graph.send({ token, dpop: [proof] })
  },
}
