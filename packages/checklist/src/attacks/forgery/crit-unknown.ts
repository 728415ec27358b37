import type { Attack } from '../../attack.ts'
import { forge, forgeable } from '../../lab/forge.ts'

/** "Critical" means: refuse me if you do not understand it. */
export const attack: Attack = {
  title: 'A critical header that nobody knows',
  playbook: 'RFC 7515 §4.1.11',
  controls: ['AUD-2'],
  expected: { by: 'mock-graph', reason: 'token_header_untrusted', status: 401, error: 'invalid_token' },
  control: ({ graph }) => graph.send(),
  attempt: async ({ graph, issuer }) => {
    const { payload } = forgeable(await graph.token())
    return graph.send({ token: forge(await issuer.sign(payload), { header: { crit: ['exp2'], exp2: 1 } }) })
  },
}
