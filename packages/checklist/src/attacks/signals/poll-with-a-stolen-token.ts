import type { Attack } from '../../attack.ts'
import { createProofKey } from '../../proof.ts'
import { applicationToken, poll } from '../../system/event-stream.ts'

export const attack: Attack = {
  title: "A tier's stolen token with the thief's key",
  playbook: 'RFC 9449 §7.1',
  controls: ['CAE-2'],
  expected: { by: 'mock-idp', reason: 'binding_mismatch', status: 401, error: 'invalid_token' },
  control: async ({ system }) => poll(await applicationToken(system, 'orchestrator')),
  attempt: async ({ system }) => {
    const { token } = await applicationToken(system, 'orchestrator')
    return poll({ token, key: await createProofKey() })
  },
}
