import type { Attack } from '../../attack.ts'
import { pushEvent } from '../../system/security-event.ts'

/** Also a way to have it dropped: late enough, a revocation would count no longer. */
export const attack: Attack = {
  title: 'A security event that expires, as an access token does',
  playbook: 'SSF 1.0 §4.1; RFC 8417 §4.5',
  controls: ['CAE-2'],
  expected: { by: 'orchestrator', reason: 'security_event_malformed', status: 400, error: 'invalid_request' },
  control: ({ system }) => pushEvent(system, 'orchestrator'),
  attempt: ({ system }) => pushEvent(system, 'orchestrator', { exp: Math.floor(Date.now() / 1000) + 300 }),
}
