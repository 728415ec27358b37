import type { Attack } from '../../attack.ts'
import { createProofKey } from '../../proof.ts'
import { clientCredentials } from '../../system/event-stream.ts'
import { VAULT } from '../../system/live-system.ts'

export const attack: Attack = {
  title: "A server asks for a token for the vault in nobody's name",
  playbook: 'playbook: delegated permissions default',
  controls: ['DEL-1', 'VLT-2'],
  expected: { by: 'mock-idp', reason: 'application_not_assigned', status: 400, error: 'invalid_grant' },
  control: async ({ system }) => clientCredentials(system, 'mcp-github', await createProofKey()),
  attempt: async ({ system }) =>
    clientCredentials(system, 'mcp-github', await createProofKey(), { scope: `${VAULT}/.default` }),
}
