import type { Attack } from '../../attack.ts'
import { renewed } from '../../local/controls.ts'
import { credentialFrame } from '../../local/credential.ts'
import { inSession } from '../../local/session.ts'

export const attack: Attack = {
  title: 'A second handshake, injected into the MCP messages by whoever can write there',
  playbook: 'docs/stdio-handshake.md: renewal',
  controls: ['STD-3'],
  expected: {
    by: 'mcp-workspace',
    reason: 'binding_mismatch',
    told: true,
    status: 77,
    error: 'invalid_token',
  },
  control: ({ system }) => renewed(system),
  attempt: ({ system }) =>
    inSession(system, async ({ frame }) =>
      frame(await credentialFrame(system, 'n'.repeat(43), { person: 'Bob' })),
    ),
}
