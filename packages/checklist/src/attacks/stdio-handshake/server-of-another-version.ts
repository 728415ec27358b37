import type { Attack } from '../../attack.ts'
import { HONEST, launched, robbed, serverOf } from '../../local/launcher.ts'

export const attack: Attack = {
  title: 'A local server that offers no version that the launcher speaks',
  playbook: 'docs/stdio-handshake.md: versions',
  controls: ['STD-3'],
  expected: { by: 'ai-host-cli', status: 76 },
  control: async () => robbed(await launched({ server: HONEST })),
  attempt: async () =>
    robbed(await launched({ server: serverOf('hello({ stdio_handshake: 2, versions: [2] })') })),
}
