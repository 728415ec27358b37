import { createTestIssuer } from '@chain-of-trust/testkit'
import { decodeProtectedHeader } from 'jose'
import type { Attack } from '../../attack.ts'
import { eventToken, push, pushEvent, sessionRevoked } from '../../system/security-event.ts'

/** A way to lock anybody out, if it counted. */
export const attack: Attack = {
  title: "A security event by the attacker's key, under the name of the right one",
  playbook: 'RFC 8417 §5.1; RFC 8935 §2.4',
  controls: ['CAE-2'],
  expected: { by: 'orchestrator', reason: 'signature_invalid', status: 400, error: 'authentication_failed' },
  control: ({ system }) => pushEvent(system, 'orchestrator'),
  attempt: async ({ system }) => {
    const { kid } = decodeProtectedHeader(await eventToken(system, 'orchestrator'))
    const attacker = await createTestIssuer()
    const forged = await attacker.sign(sessionRevoked('orchestrator'), { typ: 'secevent+jwt', kid: kid! })
    return push('orchestrator', forged)
  },
}
