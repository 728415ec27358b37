import type { Attack } from '../../attack.ts'
import { written } from '../../local/controls.ts'
import { inSession } from '../../local/session.ts'

export const attack: Attack = {
  title: 'A file is written under a token for reading',
  playbook: 'playbook: least privilege',
  controls: ['STD-5'],
  expected: {
    by: 'mcp-workspace',
    reason: 'scope_insufficient',
    told: true,
    status: 0,
    error: 'insufficient_scope',
  },
  control: ({ system }) => written(system),
  attempt: ({ system }) =>
    inSession(system, (session) => session.call('write_file', { path: 'notes.txt', content: 'Buy gold.' })),
}
