import type { Attack } from '../../attack.ts'

export const attack: Attack = {
  title: 'An app-only token at a tool',
  playbook: 'playbook: delegated permissions default',
  controls: ['DEL-1', 'PIT-1'],
  expected: { by: 'mcp-sharepoint', reason: 'app_only_token', status: 401, error: 'invalid_token' },
  control: ({ mcp }) => mcp.send(),
  attempt: ({ mcp }) => mcp.send({ claims: { idtyp: 'app', scp: undefined, roles: ['Documents.Read.All'] } }),
}
