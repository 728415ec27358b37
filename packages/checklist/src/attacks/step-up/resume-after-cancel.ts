import type { Attack } from '../../attack.ts'
import { cancel, parkDeletion, resume } from '../../system/parked-call.ts'

export const attack: Attack = {
  title: 'A call that the person has cancelled is resumed all the same',
  playbook: 'playbook: user action on the sensitive step',
  controls: ['STP-2'],
  expected: { by: 'orchestrator', reason: 'operation_cancelled', status: 410, error: 'operation_cancelled' },
  control: async ({ system }) => resume(await system.person('Alice'), (await parkDeletion(system)).id),
  attempt: async ({ system }) => {
    const { id } = await parkDeletion(system)
    const alice = await system.person('Alice')
    await cancel(alice, id)
    return resume(alice, id)
  },
}
