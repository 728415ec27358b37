import type { Attack } from '../../attack.ts'
import { handshake } from '../../local/session.ts'

export const attack: Attack = {
  title: 'A token without a proof',
  playbook: 'RFC 9449 §7.1',
  expected: {
    by: 'mcp-workspace',
    reason: 'dpop_proof_missing',
    told: true,
    status: 77,
    error: 'invalid_dpop_proof',
  },
  control: ({ system }) => handshake(system),
  attempt: ({ system }) => handshake(system, { frame: { proof: undefined } }),
}
