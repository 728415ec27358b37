import { createPublicKey } from 'node:crypto'
import { SignJWT } from 'jose'
import type { Attack } from '../../attack.ts'
import { forgeable } from '../../lab/forge.ts'

/** The key is public; a verifier that goes by the token's alg would take it for a shared secret. */
export const attack: Attack = {
  title: 'The public key taken as an HMAC secret',
  playbook: 'RFC 8725 §2.1, §3.1',
  controls: ['AUD-2'],
  expected: { by: 'mock-graph', reason: 'algorithm_not_allowed', status: 401, error: 'invalid_token' },
  control: ({ graph }) => graph.send(),
  attempt: async ({ graph, issuer }) => {
    const key = createPublicKey({ key: issuer.jwks.keys[0]!, format: 'jwk' })
    const secret = key.export({ type: 'spki', format: 'pem' })
    const { payload } = forgeable(await graph.token())
    const token = await new SignJWT(payload)
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT', kid: 'test-key' })
      .sign(Buffer.from(secret))
    return graph.send({ token })
  },
}
