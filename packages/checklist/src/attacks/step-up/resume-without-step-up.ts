import type { Attack } from '../../attack.ts'
import { parkDeletion, resume } from '../../system/parked-call.ts'

/** The claims never reach the sign-in page: dropped, or changed on the way. */
export const attack: Attack = {
  title: 'The call is resumed with a token that proves no more than before',
  playbook: 'playbook: claims challenge loop',
  controls: ['STP-2'],
  expected: { by: 'orchestrator', reason: 'challenge_repeated', status: 200, error: 'challenge_repeated' },
  control: async ({ system }) => resume(await system.person('Alice'), (await parkDeletion(system)).id),
  attempt: async ({ system }) => {
    const { id, owner } = await parkDeletion(system)
    return resume(owner, id)
  },
}
