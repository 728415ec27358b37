import type { Attack } from '../../attack.ts'
import { written } from '../../local/controls.ts'
import { WRITING } from '../../local/credential.ts'
import { inSession } from '../../local/session.ts'

export const attack: Attack = {
  title: 'A yes to a question that was never asked',
  playbook: 'MCP 2026-07-28: multi round-trip requests',
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
        const yes = { approval: { action: 'accept', content: { approve: true } } }
        return session.call(
          'write_file',
          { path: 'notes.txt', content: 'Buy gold.' },
          { requestState: 'x'.repeat(43), inputResponses: yes },
        )
      },
      WRITING,
    ),
}
