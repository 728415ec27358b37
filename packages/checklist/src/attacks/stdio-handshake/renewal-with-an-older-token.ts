import type { Attack } from '../../attack.ts'
import { renewed } from '../../local/controls.ts'
import { inSession } from '../../local/session.ts'

export const attack: Attack = {
  title: 'An older token, from before a revocation perhaps, in place of the newer one',
  playbook: 'docs/stdio-handshake.md: renewal',
  controls: ['STD-4'],
  expected: { by: 'mcp-workspace', reason: 'token_older', told: true, status: 77, error: 'invalid_token' },
  control: ({ system }) => renewed(system),
  attempt: ({ system }) =>
    inSession(system, ({ renew }) => {
      const iat = Math.floor(Date.now() / 1000) - 60
      return renew({ claims: { iat, nbf: iat } })
    }),
}
