import type { Attack } from '../../attack.ts'
import { handshaken } from '../../local/controls.ts'
import { handshake } from '../../local/session.ts'

export const attack: Attack = {
  title: 'A proof made for another token',
  playbook: 'RFC 9449 §4.3: ath',
  controls: ['STD-3'],
  expected: {
    by: 'mcp-workspace',
    reason: 'dpop_proof_invalid',
    told: true,
    status: 77,
    error: 'invalid_dpop_proof',
  },
  control: ({ system }) => handshaken(system),
  attempt: ({ system }) => handshake(system, { proof: { ath: 'x'.repeat(43) } }),
}
