import type { Attack } from '../../attack.ts'
import { revokedFrame } from '../../local/credential.ts'
import { inSession } from '../../local/session.ts'

export const attack: Attack = {
  title: 'The revoked token itself, as a renewal',
  playbook: 'CAEP 1.0 §3.1',
  controls: ['STD-4'],
  expected: {
    by: 'mcp-workspace',
    reason: 'claims_insufficient',
    told: true,
    status: 77,
    error: 'invalid_token',
  },
  control: ({ system }) =>
    inSession(system, async ({ frame, key, nonce, renew }) => {
      await frame(await revokedFrame(key, nonce(), Math.floor(Date.now() / 1000) - 60))
      return renew()
    }),
  attempt: ({ system }) =>
    inSession(system, async ({ frame, key, nonce, renew }) => {
      await frame(await revokedFrame(key, nonce(), Math.floor(Date.now() / 1000) + 60))
      return renew()
    }),
}
