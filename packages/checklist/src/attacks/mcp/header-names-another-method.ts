import type { Attack } from '../../attack.ts'

/** A gateway that goes by the headers would let a call pass as a listing. */
export const attack: Attack = {
  title: 'The headers say tools/list, the body tools/call',
  playbook: 'MCP 2026-07-28: headers must match the body',
  controls: ['ZTA-1'],
  expected: { by: 'mcp-sharepoint', reason: 'request_malformed', status: 400, error: '-32020' },
  control: ({ mcp }) => mcp.send(),
  attempt: ({ mcp }) => mcp.send({ headers: { 'mcp-method': 'tools/list' } }),
}
