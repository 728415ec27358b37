import type { Attack } from '../../attack.ts'
import { renewed } from '../../local/controls.ts'
import { inSession } from '../../local/session.ts'
import { createProofKey } from '../../proof.ts'

export const attack: Attack = {
  title: 'A token bound to another key takes the session over',
  playbook: 'docs/stdio-handshake.md: renewal',
  controls: ['STD-4'],
  expected: {
    by: 'mcp-workspace',
    reason: 'binding_mismatch',
    told: true,
    status: 77,
    error: 'invalid_token',
  },
  control: ({ system }) => renewed(system),
  attempt: ({ system }) => inSession(system, async ({ renew }) => renew({ key: await createProofKey() })),
}
