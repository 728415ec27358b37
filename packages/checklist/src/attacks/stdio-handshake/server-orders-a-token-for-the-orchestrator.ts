import type { Attack } from '../../attack.ts'
import { HONEST, launched, robbed, serverOf } from '../../local/launcher.ts'

export const attack: Attack = {
  title: 'A local server that asks for a token for another resource',
  playbook: 'playbook: one audience per token',
  controls: ['RES-2', 'STD-3'],
  expected: { by: 'ai-host-cli', status: 76 },
  control: async () => robbed(await launched({ server: HONEST })),
  attempt: async () =>
    robbed(await launched({ server: serverOf("hello({ resource: 'http://localhost:4401' })") })),
}
