import { createTestIssuer } from '@chain-of-trust/testkit'
import type { Attack } from '../../attack.ts'
import { push, pushEvent, sessionRevoked } from '../../system/security-event.ts'

export const attack: Attack = {
  title: 'A security event by a key that the authorization server never published',
  playbook: 'RFC 8417 §5.1; RFC 7517 §4.5',
  expected: { by: 'mcp-sharepoint', reason: 'key_unknown', status: 400, error: 'invalid_key' },
  control: ({ system }) => pushEvent(system, 'mcp-sharepoint'),
  attempt: async () => {
    const attacker = await createTestIssuer()
    return push(
      'mcp-sharepoint',
      await attacker.sign(sessionRevoked('mcp-sharepoint'), { typ: 'secevent+jwt' }),
    )
  },
}
