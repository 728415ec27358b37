import { decodeJwt } from 'jose'
import type { Attack } from '../../attack.ts'

export const attack: Attack = {
  title: 'A token of another type, by the same key',
  playbook: 'RFC 8725 §3.11',
  controls: ['AUD-2'],
  expected: { by: 'mock-graph', reason: 'type_mismatch', status: 401, error: 'invalid_token' },
  control: ({ graph }) => graph.send(),
  attempt: async ({ graph, issuer }) => {
    const claims = decodeJwt(await graph.token())
    return graph.send({ token: await issuer.sign(claims, { typ: 'logout+jwt' }) })
  },
}
