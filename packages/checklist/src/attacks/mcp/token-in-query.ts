import type { Attack } from '../../attack.ts'

export const attack: Attack = {
  title: 'The token in the query string of the MCP endpoint',
  playbook: 'MCP authorization: never in the URI',
  controls: ['ZTA-1'],
  expected: { by: 'mcp-sharepoint', reason: 'credential_in_query', status: 400, error: 'invalid_request' },
  control: ({ mcp }) => mcp.send(),
  attempt: async ({ mcp }) => mcp.send({ path: `/mcp?access_token=${await mcp.token()}`, token: undefined }),
}
