import type { Attack } from '../../attack.ts'
import { renewed } from '../../local/controls.ts'
import { inSession } from '../../local/session.ts'

export const attack: Attack = {
  title: "Bob's token in Alice's session",
  playbook: 'docs/stdio-handshake.md: renewal',
  controls: ['STD-4'],
  expected: {
    by: 'mcp-workspace',
    reason: 'session_changed',
    told: true,
    status: 77,
    error: 'invalid_token',
  },
  control: ({ system }) => renewed(system),
  attempt: ({ system }) => inSession(system, ({ renew }) => renew({ person: 'Bob' })),
}
