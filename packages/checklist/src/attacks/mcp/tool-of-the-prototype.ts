import type { Attack } from '../../attack.ts'
import { callTool } from '../../lab/mcp-message.ts'

/** A look-up in a plain object finds it. */
export const attack: Attack = {
  title: 'A tool called toString',
  playbook: 'playbook: closed by default; CWE-1321',
  controls: ['ZTA-1'],
  expected: { by: 'mcp-sharepoint', reason: 'operation_not_permitted', status: 400, error: '-32602' },
  control: ({ mcp }) => mcp.send(),
  attempt: ({ mcp }) => mcp.send(callTool('toString', {})),
}
