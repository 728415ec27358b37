import type { Attack } from '../../attack.ts'
import { read } from '../../local/controls.ts'
import { inSession } from '../../local/session.ts'

export const attack: Attack = {
  title: 'A host that hides a revocation goes on under a token that has not expired',
  playbook: 'docs/stdio-handshake.md: lease',
  controls: ['STD-4'],
  expected: { by: 'mcp-workspace', reason: 'lease_over', told: true, status: 0, error: 'invalid_token' },
  control: ({ system }) => read(system),
  attempt: ({ system }) =>
    inSession(system, ({ call }) => call('read_file', { path: 'notes.txt' }), {
      claims: { iat: Math.floor(Date.now() / 1000) - 1200, nbf: Math.floor(Date.now() / 1000) - 1200 },
    }),
}
