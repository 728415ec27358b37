import type { Attack } from '../../attack.ts'
import { revokedFrame } from '../../local/credential.ts'
import { inSession } from '../../local/session.ts'

export const attack: Attack = {
  title: "The session goes on after the person's sessions were revoked",
  playbook: 'CAEP 1.0 §3.1',
  expected: { by: 'mcp-workspace', reason: 'token_revoked', told: true, status: 0, error: 'invalid_token' },
  control: ({ system }) => inSession(system, ({ call }) => call('read_file', { path: 'notes.txt' })),
  attempt: ({ system }) =>
    inSession(system, async ({ frame, key, nonce, call }) => {
      await frame(await revokedFrame(key, nonce(), Math.floor(Date.now() / 1000) + 1))
      return call('read_file', { path: 'notes.txt' })
    }),
}
