import type { Attack } from '../../attack.ts'
import { read } from '../../local/controls.ts'
import { revokedFrame } from '../../local/credential.ts'
import { inSession } from '../../local/session.ts'

export const attack: Attack = {
  title: "The session goes on after the person's sessions were revoked",
  playbook: 'CAEP 1.0 §3.1',
  controls: ['STD-4'],
  expected: {
    by: 'mcp-workspace',
    reason: 'claims_insufficient',
    told: true,
    status: 0,
    error: 'insufficient_claims',
  },
  control: ({ system }) => read(system),
  attempt: ({ system }) =>
    inSession(system, async ({ frame, key, nonce, call }) => {
      await frame(await revokedFrame(key, nonce(), Math.floor(Date.now() / 1000) + 1))
      return call('read_file', { path: 'notes.txt' })
    }),
}
