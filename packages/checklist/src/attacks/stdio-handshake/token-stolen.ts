import type { Attack } from '../../attack.ts'
import { handshaken } from '../../local/controls.ts'
import { localToken } from '../../local/credential.ts'
import { handshake } from '../../local/session.ts'
import { createProofKey } from '../../proof.ts'

export const attack: Attack = {
  title: "A stolen token, with a proof by the thief's own key",
  playbook: 'RFC 9449 §7.1',
  controls: ['STD-3'],
  expected: {
    by: 'mcp-workspace',
    reason: 'binding_mismatch',
    told: true,
    status: 77,
    error: 'invalid_token',
  },
  control: ({ system }) => handshaken(system),
  attempt: async ({ system }) => {
    const accessToken = await localToken(system, {}, await createProofKey())
    return handshake(system, { accessToken, key: await createProofKey() })
  },
}
