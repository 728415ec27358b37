import type { Attack } from '../../attack.ts'
import { NO_CAPABILITIES } from '../../system/sign-in.ts'

/** A client that has not declared cp1 would take a claims challenge for an expired token, and try for ever. */
export const attack: Attack = {
  title: 'A client that cannot answer a challenge asks for a deletion',
  playbook: 'Entra claims challenge: cp1 only',
  controls: ['STP-3'],
  expected: { by: 'orchestrator', reason: 'claims_insufficient', status: 403, error: 'access_denied' },
  control: async ({ system }) =>
    (await system.signIn('Alice', NO_CAPABILITIES)).tool('search_documents', { query: 'budget' }),
  attempt: async ({ system }) =>
    (await system.signIn('Alice', NO_CAPABILITIES)).tool('delete_document', { id: 'no-such-document' }),
}
