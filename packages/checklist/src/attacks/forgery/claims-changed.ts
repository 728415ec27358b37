import { BOB } from '@chain-of-trust/testkit'
import type { Attack } from '../../attack.ts'
import { forge } from '../../lab/forge.ts'

export const attack: Attack = {
  title: 'Another user written into a signed token',
  playbook: 'RFC 8725 §3.3',
  controls: ['AUD-2'],
  expected: { by: 'mock-graph', reason: 'signature_invalid', status: 401, error: 'invalid_token' },
  control: ({ graph }) => graph.send(),
  attempt: async ({ graph }) => graph.send({ token: forge(await graph.token(), { payload: { oid: BOB } }) }),
}
