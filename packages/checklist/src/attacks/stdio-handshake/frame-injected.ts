import type { Attack } from '../../attack.ts'
import { credentialFrame } from '../../local/credential.ts'
import { inSession } from '../../local/session.ts'

export const attack: Attack = {
  title: 'A second handshake, injected into the MCP messages by whoever can write there',
  playbook: 'docs/stdio-handshake.md: renewal',
  expected: {
    by: 'mcp-workspace',
    reason: 'dpop_nonce_required',
    told: true,
    status: 77,
    error: 'use_dpop_nonce',
  },
  control: ({ system }) => inSession(system, ({ renew }) => renew()),
  attempt: ({ system }) =>
    inSession(system, async ({ frame }) =>
      frame(await credentialFrame(system, 'n'.repeat(43), { person: 'Bob' })),
    ),
}
