import type { Attack } from '../../attack.ts'
import { forgeable } from '../../lab/forge.ts'

/** The key server is up, and must not be asked: to fetch from where a token says is SSRF, too. */
export const attack: Attack = {
  title: "jku: the attacker's own key set",
  playbook: 'RFC 8725 §3.10',
  controls: ['AUD-2'],
  expected: { by: 'mock-graph', reason: 'token_header_untrusted', status: 401, error: 'invalid_token' },
  control: ({ graph }) => graph.send(),
  attempt: async ({ graph, attacker }) => {
    const { payload } = forgeable(await graph.token())
    const token = await attacker.issuer.sign(payload, { jku: attacker.keyServer })
    const answer = await graph.send({ token })
    attacker.neverAsked()
    return answer
  },
}
