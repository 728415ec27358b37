import { registration } from '@chain-of-trust/service-kit'
import type { Attack } from '../../attack.ts'
import { createProofKey } from '../../proof.ts'
import { clientCredentials } from '../../system/event-stream.ts'

export const attack: Attack = {
  title: 'Every role of the MCP server, by an application that was given none',
  playbook: 'Entra client credentials: assignment required',
  controls: ['DEL-2'],
  expected: { by: 'mock-idp', reason: 'application_not_assigned', status: 400, error: 'invalid_grant' },
  control: async ({ system }) => clientCredentials(system, 'orchestrator', await createProofKey()),
  attempt: async ({ system }) =>
    clientCredentials(system, 'orchestrator', await createProofKey(), {
      scope: `${registration('mcp-sharepoint').resource}/.default`,
    }),
}
