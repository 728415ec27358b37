import type { Attack } from '../../attack.ts'
import { connectAndResume, parkForAccount } from '../../system/linked-accounts.ts'
import { resume } from '../../system/parked-call.ts'

export const attack: Attack = {
  title: "Bob resumes the call that waits for Alice's account",
  playbook: 'playbook: user identity propagates',
  controls: ['STP-2', 'LNK-1'],
  expected: { by: 'orchestrator', reason: 'operation_foreign', status: 404, error: 'not_found' },
  control: async ({ system }) => connectAndResume(await parkForAccount(system)),
  attempt: async ({ system }) => {
    const call = await parkForAccount(system)
    await call.connect()
    return resume(await system.person('Bob'), call.id)
  },
}
