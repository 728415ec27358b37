import type { Attack } from '../../attack.ts'
import { handshaken } from '../../local/controls.ts'
import { handshake } from '../../local/session.ts'

export const attack: Attack = {
  title: "A bearer token: bound to nobody's key",
  playbook: 'RFC 9449 §7.1',
  controls: ['STD-3'],
  expected: {
    by: 'mcp-workspace',
    reason: 'binding_missing',
    told: true,
    status: 77,
    error: 'invalid_token',
  },
  control: ({ system }) => handshaken(system),
  attempt: ({ system }) => handshake(system, { claims: { cnf: undefined } }),
}
