import type { Attack } from '../../attack.ts'
import { inSession } from '../../local/session.ts'

export const attack: Attack = {
  title: 'An absolute path',
  playbook: 'OWASP: path traversal',
  expected: { by: 'mcp-workspace', reason: 'path_outside_root', told: true, status: 0 },
  control: ({ system }) => inSession(system, ({ call }) => call('read_file', { path: 'notes.txt' })),
  attempt: ({ system }) => inSession(system, ({ call }) => call('read_file', { path: '/etc/passwd' })),
}
