import { registration } from '@chain-of-trust/service-kit'
import type { Attack } from '../../attack.ts'
import { createProofKey } from '../../proof.ts'
import { clientCredentials } from '../../system/event-stream.ts'

export const attack: Attack = {
  title: 'A permission of persons, asked for in the name of none',
  playbook: 'RFC 6749 §4.4; Entra client credentials',
  controls: ['DEL-2'],
  expected: { by: 'mock-idp', reason: 'scope_not_default', status: 400, error: 'invalid_scope' },
  control: async ({ system }) => clientCredentials(system, 'orchestrator', await createProofKey()),
  attempt: async ({ system }) =>
    clientCredentials(system, 'orchestrator', await createProofKey(), {
      scope: `${registration('mcp-sharepoint').resource}/Documents.Read`,
    }),
}
