import { SignJWT } from 'jose'
import type { Attack } from '../../attack.ts'
import { push, pushEvent, sessionRevoked } from '../../system/security-event.ts'

export const attack: Attack = {
  title: 'A security event with the public key taken as an HMAC secret',
  playbook: 'RFC 8725 §2.1, §3.1',
  controls: ['CAE-2'],
  expected: { by: 'mcp-sharepoint', reason: 'algorithm_not_allowed', status: 400, error: 'invalid_key' },
  control: ({ system }) => pushEvent(system, 'mcp-sharepoint'),
  attempt: async ({ system }) => {
    const event = new SignJWT(sessionRevoked('mcp-sharepoint'))
      .setProtectedHeader({ alg: 'HS256', typ: 'secevent+jwt' })
      .sign(Buffer.from(await system.publicKey()))
    return push('mcp-sharepoint', await event)
  },
}
