import type { Attack } from '../../attack.ts'
import { handshaken } from '../../local/controls.ts'
import { outcomeOf } from '../../local/server-process.ts'
import { withServer } from '../../local/session.ts'

export const attack: Attack = {
  title: 'Ten megabytes without the end of a line',
  playbook: 'playbook: STDIO handshake',
  controls: ['STD-3'],
  expected: {
    by: 'mcp-workspace',
    reason: 'frame_too_long',
    told: true,
    status: 65,
    error: 'invalid_request',
  },
  control: ({ system }) => handshaken(system),
  attempt: () =>
    withServer({}, async (server) => {
      server.write('{"stdio_handshake":1,"type":"credential","access_token":"' + 'x'.repeat(10_000_000))
      return outcomeOf(server, await server.next())
    }),
}
