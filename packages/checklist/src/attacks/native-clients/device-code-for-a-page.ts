import type { Attack } from '../../attack.ts'
import { registration } from '@chain-of-trust/service-kit'
import { createProofKey } from '../../proof.ts'
import { askForCode } from '../../system/device.ts'

export const attack: Attack = {
  title: 'A device code for an application that has a page: phishing in its name',
  playbook: 'RFC 8628 §5.4; Entra: allow public client flows',
  controls: ['TIER-1'],
  expected: { by: 'mock-idp', reason: 'client_credential_missing', status: 401, error: 'invalid_client' },
  control: async () => askForCode(await createProofKey()),
  attempt: async () => askForCode(await createProofKey(), { client_id: registration('ai-host').appId }),
}
