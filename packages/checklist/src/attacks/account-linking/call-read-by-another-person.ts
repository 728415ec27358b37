import type { Attack } from '../../attack.ts'
import { parkForAccount } from '../../system/linked-accounts.ts'
import { ORCHESTRATOR } from '../../system/live-system.ts'

export const attack: Attack = {
  title: "Bob reads the call that waits for Alice's account, and the page in it",
  playbook: 'playbook: user identity propagates',
  controls: ['STP-2', 'LNK-1'],
  expected: { by: 'orchestrator', reason: 'operation_foreign', status: 404, error: 'not_found' },
  control: async ({ system }) => {
    const { id, owner } = await parkForAccount(system)
    return owner.send(`${ORCHESTRATOR}/api/operations/${id}`)
  },
  attempt: async ({ system }) => {
    const [{ id }, bob] = [await parkForAccount(system), await system.person('Bob')]
    return bob.send(`${ORCHESTRATOR}/api/operations/${id}`)
  },
}
