import type { Attack } from '../../attack.ts'
import { handshaken } from '../../local/controls.ts'
import { handshake } from '../../local/session.ts'

export const attack: Attack = {
  title: 'A frame of a version that the server does not speak',
  playbook: 'playbook: STDIO handshake',
  controls: ['STD-3'],
  expected: {
    by: 'mcp-workspace',
    reason: 'version_unsupported',
    told: true,
    status: 65,
    error: 'unsupported_version',
  },
  control: ({ system }) => handshaken(system),
  attempt: ({ system }) => handshake(system, { frame: { stdio_handshake: 2 } }),
}
