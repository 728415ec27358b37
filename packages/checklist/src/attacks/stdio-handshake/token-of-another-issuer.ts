import type { Attack } from '../../attack.ts'
import { handshaken } from '../../local/controls.ts'
import { handshake } from '../../local/session.ts'

export const attack: Attack = {
  title: 'A token that names another issuer',
  playbook: 'RFC 8725 §3.8',
  controls: ['STD-3'],
  expected: {
    by: 'mcp-workspace',
    reason: 'issuer_mismatch',
    told: true,
    status: 77,
    error: 'invalid_token',
  },
  control: ({ system }) => handshaken(system),
  attempt: ({ system }) => handshake(system, { claims: { iss: 'https://evil.example/v2.0' } }),
}
