import type { Attack } from '../../attack.ts'
import { handshaken } from '../../local/controls.ts'
import { forge, forgeable } from '../../lab/forge.ts'
import { localToken } from '../../local/credential.ts'
import { handshake } from '../../local/session.ts'
import { createProofKey } from '../../proof.ts'

export const attack: Attack = {
  title: 'A token with another person written over the signature',
  playbook: 'RFC 8725 §3.3',
  controls: ['STD-3'],
  expected: {
    by: 'mcp-workspace',
    reason: 'signature_invalid',
    told: true,
    status: 77,
    error: 'invalid_token',
  },
  control: ({ system }) => handshaken(system),
  attempt: async ({ system }) => {
    const key = await createProofKey()
    const token = await localToken(system, {}, key)
    const { oid } = forgeable((await system.person('Bob')).accessToken).payload
    return handshake(system, { key, accessToken: forge(token, { payload: { oid } }) })
  },
}
