import type { Attack } from '../../attack.ts'
import { HONEST, launched, serverOf } from '../../local/launcher.ts'

export const attack: Attack = {
  title:
    'A local server that greets again in the middle of the session, for a proof with a nonce of its choice',
  playbook: 'docs/stdio-handshake.md: hello',
  controls: ['STD-3'],
  expected: { by: 'ai-host-cli', status: 76 },
  control: () => launched({ server: HONEST }),
  attempt: async () =>
    launched({
      server: serverOf("hello(); lines.once('line', () => (accepted(), hello({ nonce: 'v'.repeat(43) })))"),
    }),
}
