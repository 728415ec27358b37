import { randomUUID } from 'node:crypto'
import type { Attack } from '../../attack.ts'
import { person, pushEvent } from '../../system/security-event.ts'

export const attack: Attack = {
  title: "The right authorization server, about another tenant's people",
  playbook: 'SSF 1.0 §3.3',
  controls: ['CAE-2'],
  expected: { by: 'orchestrator', reason: 'tenant_mismatch', status: 400, error: 'access_denied' },
  control: ({ system }) => pushEvent(system, 'orchestrator'),
  attempt: ({ system }) => pushEvent(system, 'orchestrator', { sub_id: person(randomUUID()) }),
}
