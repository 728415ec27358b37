import type { Attack } from '../../attack.ts'
import { atReplica } from '../../system/at-replica.ts'
import { cancel, parkDeletion, resume } from '../../system/parked-call.ts'

export const attack: Attack = {
  title: 'A call that the person has cancelled at one replica is resumed at the other',
  playbook: 'playbook: user action on the sensitive step',
  controls: ['STP-2'],
  expected: { by: 'orchestrator', reason: 'operation_cancelled', status: 410, error: 'operation_cancelled' },
  control: async ({ system, replicas }) => {
    const [one, other] = (await replicas()).ports
    const { id } = await parkDeletion(system, one)
    return resume(atReplica(await system.signIn('Alice'), other), id)
  },
  attempt: async ({ system, replicas }) => {
    const [one, other] = (await replicas()).ports
    const alice = await system.signIn('Alice')
    const { id } = await parkDeletion(system, one)
    await cancel(atReplica(alice, one), id)
    return resume(atReplica(alice, other), id)
  },
}
