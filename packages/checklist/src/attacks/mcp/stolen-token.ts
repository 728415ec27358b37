import type { Attack } from '../../attack.ts'
import { createProofKey } from '../../proof.ts'

export const attack: Attack = {
  title: "A stolen Token B with a proof by the thief's key",
  playbook: 'playbook: DPoP; RFC 9449 §7.1',
  controls: ['POP-1'],
  expected: { by: 'mcp-sharepoint', reason: 'binding_mismatch', status: 401, error: 'invalid_token' },
  control: ({ mcp }) => mcp.send(),
  attempt: async ({ mcp }) => mcp.send({ key: await createProofKey() }),
}
