import type { Attack } from '../../attack.ts'
import { renewed } from '../../local/controls.ts'
import { inSession } from '../../local/session.ts'

export const attack: Attack = {
  title: 'A broken frame in the MCP messages, to see whether a second try is allowed',
  playbook: 'docs/stdio-handshake.md: renewal',
  controls: ['STD-3'],
  expected: {
    by: 'mcp-workspace',
    reason: 'frame_malformed',
    told: true,
    status: 65,
    error: 'invalid_request',
  },
  control: ({ system }) => renewed(system),
  attempt: ({ system }) =>
    inSession(system, ({ frame }) => frame('{"stdio_handshake":1,"type":"credential"')),
}
