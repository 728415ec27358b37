import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import type { Attack } from '../../attack.ts'
import { written } from '../../local/controls.ts'
import { WRITING } from '../../local/credential.ts'
import { inSession } from '../../local/session.ts'

export const attack: Attack = {
  title: 'A file is written through a symbolic link to the outside',
  playbook: 'CWE-59: link following',
  controls: ['STD-5'],
  expected: { by: 'mcp-workspace', reason: 'link_not_followed', told: true, status: 0 },
  control: ({ system }) => written(system),
  attempt: ({ system }) =>
    inSession(
      system,
      async (session) => {
        symlinkSync(session.server.stateDir, join(session.server.root, 'state'))
        return session.call('write_file', { path: 'state/audit.txt', content: '' })
      },
      WRITING,
    ),
}
