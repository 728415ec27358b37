import type { Attack } from '../../attack.ts'
import { HONEST, launched, robbed, serverOf } from '../../local/launcher.ts'

export const attack: Attack = {
  title: 'A local server that speaks MCP and nothing else: the token would go to whatever it is',
  playbook: 'docs/stdio-handshake.md: hello',
  controls: ['STD-3'],
  expected: { by: 'ai-host-cli', status: 76 },
  control: async () => robbed(await launched({ server: HONEST })),
  attempt: async () =>
    robbed(
      await launched({
        server: serverOf("console.log(JSON.stringify({ jsonrpc: '2.0', id: 1, result: {} }))"),
      }),
    ),
}
