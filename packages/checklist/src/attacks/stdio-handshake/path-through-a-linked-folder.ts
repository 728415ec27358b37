import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import type { Attack } from '../../attack.ts'
import { read } from '../../local/controls.ts'
import { inSession } from '../../local/session.ts'

export const attack: Attack = {
  title: 'A folder in the root that is a symbolic link to the outside',
  playbook: 'CWE-59: link following',
  controls: ['STD-5'],
  expected: { by: 'mcp-workspace', reason: 'link_not_followed', told: true, status: 0 },
  control: ({ system }) => read(system),
  attempt: ({ system }) =>
    inSession(system, ({ server, call }) => {
      symlinkSync('/etc', join(server.root, 'settings'))
      return call('read_file', { path: 'settings/passwd' })
    }),
}
