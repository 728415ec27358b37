import type { Attack } from '../../attack.ts'
import { forge } from '../../lab/forge.ts'

/** A broken implementation accepted it for every message and every key. */
export const attack: Attack = {
  title: 'An ECDSA signature of zeros (r = s = 0)',
  playbook: 'CVE-2022-21449',
  controls: ['AUD-2'],
  expected: { by: 'mock-graph', reason: 'algorithm_not_allowed', status: 401, error: 'invalid_token' },
  control: ({ graph }) => graph.send(),
  attempt: async ({ graph }) => {
    const token = await graph.token()
    const zeros = Buffer.alloc(64).toString('base64url')
    return graph.send({ token: forge(token, { header: { alg: 'ES256' }, signature: zeros }) })
  },
}
