import type { Attack } from '../../attack.ts'
import { forgeable } from '../../lab/forge.ts'

export const attack: Attack = {
  title: "The attacker's certificate inside the token",
  playbook: 'RFC 8725 §3.10',
  controls: ['AUD-2'],
  expected: { by: 'mock-graph', reason: 'token_header_untrusted', status: 401, error: 'invalid_token' },
  control: ({ graph }) => graph.send(),
  attempt: async ({ graph, attacker }) => {
    const { payload } = forgeable(await graph.token())
    return graph.send({ token: await attacker.issuer.sign(payload, { x5c: ['MIIB'] }) })
  },
}
