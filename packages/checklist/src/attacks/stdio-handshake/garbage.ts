import type { Attack } from '../../attack.ts'
import { handshaken } from '../../local/controls.ts'
import { outcomeOf } from '../../local/server-process.ts'
import { withServer } from '../../local/session.ts'

export const attack: Attack = {
  title: 'Something else than a frame as the first line',
  playbook: 'playbook: STDIO handshake',
  controls: ['STD-3'],
  expected: {
    by: 'mcp-workspace',
    reason: 'frame_malformed',
    told: true,
    status: 65,
    error: 'invalid_request',
  },
  control: ({ system }) => handshaken(system),
  attempt: () =>
    withServer({}, async (server) => {
      server.write('GET / HTTP/1.1')
      return outcomeOf(server, await server.next())
    }),
}
