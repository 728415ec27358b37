import { SignJWT } from 'jose'
import type { Attack } from '../../attack.ts'
import { forgeable } from '../../lab/forge.ts'

export const attack: Attack = {
  title: 'A proof signed with a shared secret',
  playbook: 'RFC 9449 §4.3 (5)',
  controls: ['POP-2'],
  expected: { by: 'mock-graph', reason: 'dpop_proof_invalid', status: 401, error: 'invalid_dpop_proof' },
  control: ({ graph }) => graph.send(),
  attempt: async ({ graph }) => {
    const token = await graph.token()
    const { header, payload } = forgeable(await graph.proof(token))
    const proof = await new SignJWT(payload)
      .setProtectedHeader({ ...header, alg: 'HS256' })
      .sign(Buffer.from(graph.key.jwk.x!))
    return graph.send({ token, dpop: [proof] })
  },
}
