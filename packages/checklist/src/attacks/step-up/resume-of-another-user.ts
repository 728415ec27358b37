import type { Attack } from '../../attack.ts'
import { parkDeletion, resume } from '../../system/parked-call.ts'

export const attack: Attack = {
  title: "Bob resumes the call that waits for Alice's second factor",
  playbook: 'playbook: user identity propagates; claims challenge',
  controls: ['STP-2'],
  expected: { by: 'orchestrator', reason: 'operation_foreign', status: 404, error: 'not_found' },
  control: async ({ system }) => resume(await system.person('Alice'), (await parkDeletion(system)).id),
  attempt: async ({ system }) => resume(await system.person('Bob'), (await parkDeletion(system)).id),
}
