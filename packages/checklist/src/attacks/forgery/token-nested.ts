import { CompactEncrypt, importJWK } from 'jose'
import type { Attack } from '../../attack.ts'
import { forge } from '../../lab/forge.ts'

/** Anybody can encrypt to a public key: what was inside would be unsigned. */
export const attack: Attack = {
  title: 'A token in an encrypted token, made with our public key',
  playbook: 'RFC 8725 §2.8, §3.12',
  controls: ['AUD-2'],
  expected: { by: 'mock-graph', reason: 'token_malformed', status: 401, error: 'invalid_token' },
  control: ({ graph }) => graph.send(),
  attempt: async ({ graph, issuer }) => {
    const key = await importJWK(issuer.jwks.keys[0]!, 'RSA-OAEP-256')
    const inner = forge(await graph.token(), { header: { alg: 'none' }, signature: '' })
    const token = await new CompactEncrypt(Buffer.from(inner))
      .setProtectedHeader({ alg: 'RSA-OAEP-256', enc: 'A256GCM', cty: 'JWT' })
      .encrypt(key)
    return graph.send({ token })
  },
}
