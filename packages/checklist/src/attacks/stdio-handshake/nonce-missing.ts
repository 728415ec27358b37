import type { Attack } from '../../attack.ts'
import { handshaken } from '../../local/controls.ts'
import { handshake } from '../../local/session.ts'

export const attack: Attack = {
  title: 'A credential made before this process was started',
  playbook: 'RFC 9449 §9',
  controls: ['STD-3'],
  expected: {
    by: 'mcp-workspace',
    reason: 'dpop_nonce_required',
    told: true,
    status: 77,
    error: 'use_dpop_nonce',
  },
  control: ({ system }) => handshaken(system),
  attempt: ({ system }) => handshake(system, { proof: { nonce: undefined } }),
}
