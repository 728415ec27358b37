import type { Attack } from '../../attack.ts'
import { read } from '../../local/controls.ts'
import { inSession } from '../../local/session.ts'

export const attack: Attack = {
  title: 'A path that climbs out of the root',
  playbook: 'OWASP: path traversal',
  controls: ['STD-5'],
  expected: { by: 'mcp-workspace', reason: 'path_outside_root', told: true, status: 0 },
  control: ({ system }) => read(system),
  attempt: ({ system }) =>
    inSession(system, ({ call }) => call('read_file', { path: '../../../../../../etc/passwd' })),
}
