import type { Attack } from '../../attack.ts'
import { handshaken } from '../../local/controls.ts'
import { outcomeOf } from '../../local/server-process.ts'
import { withServer } from '../../local/session.ts'

export const attack: Attack = {
  title: 'A client that says nothing, and waits',
  playbook: 'playbook: STDIO handshake',
  controls: ['STD-3'],
  expected: {
    by: 'mcp-workspace',
    reason: 'frame_missing',
    told: true,
    status: 124,
    error: 'invalid_request',
  },
  control: ({ system }) => handshaken(system),
  attempt: () =>
    withServer({ env: { HANDSHAKE_TIMEOUT: '1' } }, async (server) => {
      const refusal = await server.next()
      await server.ended
      return outcomeOf(server, refusal)
    }),
}
