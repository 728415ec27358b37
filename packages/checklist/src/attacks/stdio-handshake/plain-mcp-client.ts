import type { Attack } from '../../attack.ts'
import { handshaken } from '../../local/controls.ts'
import { outcomeOf } from '../../local/server-process.ts'
import { withServer } from '../../local/session.ts'

const REQUEST = JSON.stringify({
  jsonrpc: '2.0',
  id: 1,
  method: 'tools/call',
  params: { name: 'read_file', arguments: { path: 'notes.txt' } },
})

export const attack: Attack = {
  title: 'An MCP client without a launcher asks for a file at once',
  playbook: 'playbook: STDIO handshake',
  controls: ['STD-3'],
  expected: {
    by: 'mcp-workspace',
    reason: 'handshake_skipped',
    told: true,
    status: 65,
    error: 'invalid_request',
  },
  control: ({ system }) => handshaken(system),
  attempt: () =>
    withServer({}, async (server) => {
      server.write(REQUEST)
      const answers = [await server.next(), await server.next()]
      return outcomeOf(
        server,
        answers.find((answer) => answer?.['type'] === 'refused'),
      )
    }),
}
