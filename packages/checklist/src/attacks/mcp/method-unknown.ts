import type { Attack } from '../../attack.ts'
import { mcpRequest } from '../../lab/mcp-message.ts'

export const attack: Attack = {
  title: 'A method that the SDK knows and the policy does not',
  playbook: 'playbook: closed by default',
  controls: ['ZTA-1'],
  expected: { by: 'mcp-sharepoint', reason: 'operation_not_permitted', status: 404, error: '-32601' },
  control: ({ mcp }) => mcp.send(),
  attempt: ({ mcp }) => mcp.send(mcpRequest('resources/read', { uri: 'file:///etc/passwd' })),
}
