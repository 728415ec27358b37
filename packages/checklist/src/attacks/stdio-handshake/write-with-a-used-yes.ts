import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Attack } from '../../attack.ts'
import { written } from '../../local/controls.ts'
import { WRITING } from '../../local/credential.ts'
import { inSession, saidYes } from '../../local/session.ts'

export const attack: Attack = {
  title: 'One yes for two writes',
  playbook: 'playbook: human in the loop',
  controls: ['STD-5'],
  expected: {
    by: 'mcp-workspace',
    reason: 'approval_unknown',
    told: true,
    status: 0,
    error: 'access_denied',
  },
  control: ({ system }) => written(system),
  attempt: ({ system }) =>
    inSession(
      system,
      async (session) => {
        const asked = await session.call('write_file', { path: 'notes.txt', content: 'Buy gold.' })
        await session.call('write_file', { path: 'notes.txt', content: 'Buy gold.' }, saidYes(asked))
        writeFileSync(join(session.server.root, 'notes.txt'), 'Buy milk.\n')
        return session.call('write_file', { path: 'notes.txt', content: 'Buy gold.' }, saidYes(asked))
      },
      WRITING,
    ),
}
