import { BOB } from '@chain-of-trust/testkit'
import type { Attack } from '../../attack.ts'

/** A proxy that looks at one and a server that takes the other do not agree on who is calling. */
export const attack: Attack = {
  title: 'Two Authorization headers',
  playbook: 'RFC 6750 §2, §3.1',
  controls: ['ZTA-1'],
  expected: { by: 'mock-graph', reason: 'credential_malformed', status: 400, error: 'invalidRequest' },
  control: ({ graph }) => graph.send(),
  attempt: async ({ graph }) => {
    const tokens = [await graph.token(), await graph.token({ oid: BOB })]
    return graph.send({
      token: undefined,
      dpop: [await graph.proof(tokens[0]!)],
      headers: { authorization: tokens.map((token) => `DPoP ${token}`) },
    })
  },
}
