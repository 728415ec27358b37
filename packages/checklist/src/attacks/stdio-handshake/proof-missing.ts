import type { Attack } from '../../attack.ts'
import { handshaken } from '../../local/controls.ts'
import { handshake } from '../../local/session.ts'

export const attack: Attack = {
  title: 'A token without a proof',
  playbook: 'RFC 9449 §7.1',
  controls: ['STD-3'],
  expected: {
    by: 'mcp-workspace',
    reason: 'frame_malformed',
    told: true,
    status: 65,
    error: 'invalid_request',
  },
  control: ({ system }) => handshaken(system),
  attempt: ({ system }) => handshake(system, { frame: { proof: undefined } }),
}
