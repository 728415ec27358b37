import type { Attack } from '../../attack.ts'

export const attack: Attack = {
  title: 'Token B as a bearer token',
  playbook: 'playbook: DPoP; RFC 9449 §7.1',
  controls: ['POP-1'],
  expected: { by: 'mcp-sharepoint', reason: 'binding_missing', status: 401, error: 'invalid_token' },
  control: ({ mcp }) => mcp.send(),
  attempt: ({ mcp }) => mcp.send({ claims: { cnf: undefined } }),
}
