import type { Attack } from '../../attack.ts'
import { revokedFrame } from '../../local/credential.ts'
import { inSession } from '../../local/session.ts'
import { createProofKey } from '../../proof.ts'

export const attack: Attack = {
  title: 'Somebody else says that the session is revoked',
  playbook: 'docs/stdio-handshake.md: revocation',
  controls: ['STD-4'],
  expected: {
    by: 'mcp-workspace',
    reason: 'binding_mismatch',
    told: true,
    status: 77,
    error: 'invalid_token',
  },
  control: ({ system }) =>
    inSession(system, async ({ frame, key, nonce }) =>
      frame(await revokedFrame(key, nonce(), Math.floor(Date.now() / 1000))),
    ),
  attempt: ({ system }) =>
    inSession(system, async ({ frame, nonce }) =>
      frame(await revokedFrame(await createProofKey(), nonce(), Math.floor(Date.now() / 1000))),
    ),
}
