import type { Attack } from '../../attack.ts'
import { HONEST, launched, robbed, serverOf } from '../../local/launcher.ts'

export const attack: Attack = {
  title: "A local server that names an authorization server of the attacker's",
  playbook: 'RFC 9700 §4.4: mix-up',
  controls: ['RES-2', 'STD-3'],
  expected: { by: 'ai-host-cli', status: 76 },
  control: async () => robbed(await launched({ server: HONEST })),
  attempt: async () =>
    robbed(await launched({ server: serverOf("hello({ issuer: 'https://evil.example/v2.0' })") })),
}
