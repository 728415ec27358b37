import type { Attack } from '../../attack.ts'

export const attack: Attack = {
  title: 'The headers name a harmless tool, the body another',
  playbook: 'MCP 2026-07-28: headers must match the body',
  controls: ['ZTA-1'],
  expected: { by: 'mcp-sharepoint', reason: 'request_malformed', status: 400, error: '-32020' },
  control: ({ mcp }) => mcp.send(),
  attempt: ({ mcp }) => mcp.send({ headers: { 'mcp-name': 'read_document' } }),
}
