import type { Attack } from '../../attack.ts'
import { written } from '../../local/controls.ts'
import { WRITING } from '../../local/credential.ts'
import { inSession, saidYes } from '../../local/session.ts'

export const attack: Attack = {
  title: 'A form that was sent off without its box being ticked: Enter, Enter',
  playbook: 'playbook: human in the loop',
  controls: ['STD-5'],
  expected: {
    by: 'mcp-workspace',
    reason: 'approval_declined',
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
        const sent = { approval: { action: 'accept', content: { approve: false } } }
        return session.call(
          'write_file',
          { path: 'notes.txt', content: 'Buy gold.' },
          { ...saidYes(asked), inputResponses: sent },
        )
      },
      WRITING,
    ),
}
