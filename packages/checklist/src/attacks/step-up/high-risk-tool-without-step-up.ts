import type { Attack } from '../../attack.ts'
import { NOT_STEPPED_UP } from '../../system/sign-in.ts'

/** With its owner: nothing changes. */
const SHARE = { id: '01FIN-BUDGET-2027', email: 'alice@contoso.example', role: 'read' }

export const attack: Attack = {
  title: 'Sharing a document by somebody who signed in, but not with a second factor',
  playbook: 'playbook: claims challenge; Conditional Access authentication context',
  controls: ['STP-1', 'PIT-4'],
  expected: {
    by: 'mcp-sharepoint',
    reason: 'claims_insufficient',
    status: 401,
    error: 'insufficient_claims',
  },
  control: async ({ system }) => (await system.person('Alice')).tool('share_document', SHARE),
  attempt: async ({ system }) => (await system.signIn('Alice', NOT_STEPPED_UP)).tool('share_document', SHARE),
}
