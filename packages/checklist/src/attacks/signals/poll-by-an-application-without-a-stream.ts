import { registration } from '@chain-of-trust/service-kit'
import { decodeJwt } from 'jose'
import type { Attack } from '../../attack.ts'
import { applicationToken, poll } from '../../system/event-stream.ts'

export const attack: Attack = {
  title: 'The role in the hands of an application that receives nothing',
  playbook: 'RFC 8936 §4.1',
  controls: ['CAE-2'],
  expected: { by: 'mock-idp', reason: 'client_not_allowed', status: 401, error: 'invalid_token' },
  control: async ({ system }) => poll(await applicationToken(system, 'orchestrator')),
  attempt: async ({ system }) => {
    const { token, key } = await applicationToken(system, 'orchestrator')
    const claims = { ...decodeJwt(token), azp: registration('ai-host').appId }
    return poll({ token: await system.sign(claims), key })
  },
}
