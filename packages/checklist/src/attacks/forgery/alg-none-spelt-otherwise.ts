import type { Attack } from '../../attack.ts'
import { forge } from '../../lab/forge.ts'

export const attack: Attack = {
  title: 'alg None: the deny-list of another library',
  playbook: 'RFC 8725 §3.1',
  controls: ['AUD-2'],
  expected: { by: 'mock-graph', reason: 'algorithm_not_allowed', status: 401, error: 'invalid_token' },
  control: ({ graph }) => graph.send(),
  attempt: async ({ graph }) => {
    const token = await graph.token()
    return graph.send({ token: forge(token, { header: { alg: 'nOnE' }, signature: '' }) })
  },
}
