import type { Attack } from '../../attack.ts'
import { handshaken } from '../../local/controls.ts'
import { handshake } from '../../local/session.ts'

export const attack: Attack = {
  title: 'A token that has expired',
  playbook: 'RFC 7519 §4.1.4',
  controls: ['STD-3'],
  expected: { by: 'mcp-workspace', reason: 'token_expired', told: true, status: 77, error: 'invalid_token' },
  control: ({ system }) => handshaken(system),
  attempt: async ({ system }) => {
    const now = Math.floor(Date.now() / 1000)
    return handshake(system, { claims: { iat: now - 7200, nbf: now - 7200, exp: now - 3600 } })
  },
}
