import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import type { Attack } from '../../attack.ts'
import { read } from '../../local/controls.ts'
import { inSession } from '../../local/session.ts'

export const attack: Attack = {
  title: 'A named pipe in the root: whoever reads it waits for ever',
  playbook: 'CWE-67',
  controls: ['STD-5'],
  expected: { by: 'mcp-workspace', reason: 'not_a_file', told: true, status: 0 },
  control: ({ system }) => read(system),
  attempt: ({ system }) =>
    inSession(system, ({ server, call }) => {
      execFileSync('mkfifo', [join(server.root, 'notes')])
      return call('read_file', { path: 'notes' })
    }),
}
