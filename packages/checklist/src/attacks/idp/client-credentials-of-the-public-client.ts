import { registration } from '@chain-of-trust/service-kit'
import type { Attack } from '../../attack.ts'
import { createProofKey } from '../../proof.ts'
import { clientCredentials } from '../../system/event-stream.ts'
import { requestToken } from '../../system/sign-in.ts'

export const attack: Attack = {
  title: 'The page asks for a token of its own: anybody could',
  playbook: 'RFC 6749 §4.4',
  controls: ['DEL-2'],
  expected: { by: 'mock-idp', reason: 'client_credential_missing', status: 401, error: 'invalid_client' },
  control: async ({ system }) => clientCredentials(system, 'orchestrator', await createProofKey()),
  attempt: async () => {
    const parameters = { grant_type: 'client_credentials', client_id: registration('ai-host').appId }
    const scope = `${registration('security-events').resource}/.default`
    return requestToken({ ...parameters, scope }, await createProofKey())
  },
}
