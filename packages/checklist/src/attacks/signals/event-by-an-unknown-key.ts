import { createTestIssuer } from '@chain-of-trust/testkit'
import type { Attack } from '../../attack.ts'
import { push, pushEvent, sessionRevoked } from '../../system/security-event.ts'

/** 503, which is not 400: an honest event under a key that is new comes again. */
export const attack: Attack = {
  title: 'A security event by a key that the authorization server never published',
  playbook: 'RFC 8417 §5.1; RFC 7517 §4.5',
  controls: ['CAE-2'],
  expected: { by: 'mcp-sharepoint', reason: 'key_unknown', status: 503 },
  control: ({ system }) => pushEvent(system, 'mcp-sharepoint'),
  attempt: async () => {
    const attacker = await createTestIssuer()
    return push(
      'mcp-sharepoint',
      await attacker.sign(sessionRevoked('mcp-sharepoint'), { typ: 'secevent+jwt' }),
    )
  },
}
