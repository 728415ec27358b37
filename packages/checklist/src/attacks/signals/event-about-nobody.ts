import type { Attack } from '../../attack.ts'
import { pushEvent } from '../../system/security-event.ts'

export const attack: Attack = {
  title: 'A revocation that names no person',
  playbook: 'CAEP 1.0 §3.1',
  controls: ['CAE-2'],
  expected: { by: 'orchestrator', reason: 'security_event_malformed', status: 400, error: 'invalid_request' },
  control: ({ system }) => pushEvent(system, 'orchestrator'),
  attempt: ({ system }) => pushEvent(system, 'orchestrator', { sub_id: undefined }),
}
