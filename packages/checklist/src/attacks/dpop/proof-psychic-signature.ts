import type { Attack } from '../../attack.ts'
import { forge } from '../../lab/forge.ts'

export const attack: Attack = {
  title: 'A proof with an ECDSA signature of zeros',
  playbook: 'CVE-2022-21449; RFC 9449 §4.3 (6)',
  controls: ['POP-2'],
  expected: { by: 'mock-graph', reason: 'dpop_proof_invalid', status: 401, error: 'invalid_dpop_proof' },
  control: ({ graph }) => graph.send(),
  attempt: async ({ graph }) => {
    const token = await graph.token()
    const zeros = Buffer.alloc(64).toString('base64url')
    return graph.send({ token, dpop: [forge(await graph.proof(token), { signature: zeros })] })
  },
}
