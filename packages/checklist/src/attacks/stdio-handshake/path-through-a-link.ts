import type { Attack } from '../../attack.ts'
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { inSession } from '../../local/session.ts'

export const attack: Attack = {
  title: 'A file in the root that is a symbolic link to the outside',
  playbook: 'CWE-59: link following',
  expected: { by: 'mcp-workspace', reason: 'path_outside_root', told: true, status: 0 },
  control: ({ system }) => inSession(system, ({ call }) => call('read_file', { path: 'notes.txt' })),
  attempt: ({ system }) =>
    inSession(system, ({ server, call }) => {
      symlinkSync('/etc/passwd', join(server.root, 'passwords.txt'))
      return call('read_file', { path: 'passwords.txt' })
    }),
}
