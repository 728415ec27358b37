import type { Attack } from '../../attack.ts'
import { forgeable } from '../../lab/forge.ts'

export const attack: Attack = {
  title: "The attacker's key under our issuer's name and key id",
  playbook: 'RFC 8725 §3.8',
  controls: ['AUD-2'],
  expected: { by: 'mock-graph', reason: 'signature_invalid', status: 401, error: 'invalid_token' },
  control: ({ graph }) => graph.send(),
  attempt: async ({ graph, attacker }) => {
    const { payload } = forgeable(await graph.token())
    return graph.send({ token: await attacker.issuer.sign(payload) })
  },
}
