import type { Attack } from '../../attack.ts'
import { createProofKey } from '../../proof.ts'
import { applicationToken, poll } from '../../system/event-stream.ts'

export const attack: Attack = {
  title: 'Events asked for by nobody',
  playbook: 'RFC 8936 §4.1',
  controls: ['CAE-2'],
  expected: { by: 'mock-idp', reason: 'credential_missing', status: 401 },
  control: async ({ system }) => poll(await applicationToken(system, 'orchestrator')),
  attempt: async () => poll({ key: await createProofKey() }),
}
