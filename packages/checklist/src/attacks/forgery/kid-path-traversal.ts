import type { Attack } from '../../attack.ts'
import { forgeable } from '../../lab/forge.ts'

/** Where keys are files, `/dev/null` is a key that everybody knows. */
export const attack: Attack = {
  title: 'A key id that is a path',
  playbook: 'RFC 8725 §3.10',
  controls: ['AUD-2'],
  expected: { by: 'mock-graph', reason: 'key_unknown', status: 401, error: 'invalid_token' },
  control: ({ graph }) => graph.send(),
  attempt: async ({ graph, attacker }) => {
    const { payload } = forgeable(await graph.token())
    return graph.send({ token: await attacker.issuer.sign(payload, { kid: '../../../../../../dev/null' }) })
  },
}
