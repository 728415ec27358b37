import { decodeJwt } from 'jose'
import type { Attack } from '../../attack.ts'
import { applicationToken, poll } from '../../system/event-stream.ts'

export const attack: Attack = {
  title: 'The right audience and the right role, but in the name of a person',
  playbook: 'RFC 8936 §4.1; Entra application permissions',
  controls: ['CAE-2'],
  expected: { by: 'mock-idp', reason: 'scope_insufficient', status: 403, error: 'insufficient_scope' },
  control: async ({ system }) => poll(await applicationToken(system, 'orchestrator')),
  attempt: async ({ system }) => {
    const { token, key } = await applicationToken(system, 'orchestrator')
    const claims = { ...decodeJwt(token), idtyp: 'user', scp: 'SecurityEvents.Read' }
    return poll({ token: await system.sign(claims), key })
  },
}
