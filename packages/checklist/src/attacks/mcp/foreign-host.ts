import type { Attack } from '../../attack.ts'

/** To the browser it is the attacker's own origin; only the Host header tells. */
export const attack: Attack = {
  title: 'A name of the attacker that resolves to this machine',
  playbook: 'MCP 2026-07-28: DNS rebinding',
  controls: ['TIER-3', 'ZTA-1'],
  expected: { by: 'mcp-sharepoint', reason: 'host_not_allowed', status: 403, error: 'access_denied' },
  control: ({ mcp }) => mcp.send(),
  attempt: ({ mcp }) => mcp.send({ headers: { host: 'rebound.evil.example' } }),
}
