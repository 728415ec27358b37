import type { Attack } from '../../attack.ts'
import { HONEST, launched, serverOf } from '../../local/launcher.ts'

export const attack: Attack = {
  title: 'A local server that says once more that it accepts, with a date that never comes',
  playbook: 'docs/stdio-handshake.md: renewal',
  controls: ['STD-3'],
  expected: { by: 'ai-host-cli', status: 76 },
  control: () => launched({ server: HONEST }),
  attempt: async () =>
    launched({
      server: serverOf(
        "hello(); lines.once('line', () => (accepted(), accepted({ renew_before: 9e12, expires_at: 9e12 })))",
      ),
    }),
}
