import type { Attack } from '../../attack.ts'
import { written } from '../../local/controls.ts'
import { WRITING } from '../../local/credential.ts'
import { ASKS_NOBODY, inSession } from '../../local/session.ts'

export const attack: Attack = {
  title: 'A client that can ask nobody writes a file',
  playbook: 'playbook: human in the loop',
  controls: ['STD-5'],
  expected: {
    by: 'mcp-workspace',
    reason: 'approval_impossible',
    told: true,
    status: 0,
    error: 'access_denied',
  },
  control: ({ system }) => written(system),
  attempt: ({ system }) =>
    inSession(
      system,
      async (session) => session.call('write_file', { path: 'notes.txt', content: 'Buy gold.' }, ASKS_NOBODY),
      WRITING,
    ),
}
