import type { Attack } from '../../attack.ts'
import { handshaken } from '../../local/controls.ts'
import { forge } from '../../lab/forge.ts'
import { localToken } from '../../local/credential.ts'
import { handshake } from '../../local/session.ts'
import { createProofKey } from '../../proof.ts'

export const attack: Attack = {
  title: 'A token with the algorithm “none”',
  playbook: 'RFC 8725 §3.1',
  controls: ['STD-3'],
  expected: {
    by: 'mcp-workspace',
    reason: 'algorithm_not_allowed',
    told: true,
    status: 77,
    error: 'invalid_token',
  },
  control: ({ system }) => handshaken(system),
  attempt: async ({ system }) => {
    const key = await createProofKey()
    const token = await localToken(system, {}, key)
    return handshake(system, { key, accessToken: forge(token, { header: { alg: 'none' }, signature: '' }) })
  },
}
