import type { Attack } from '../../attack.ts'
import { parkForAccount } from '../../system/linked-accounts.ts'
import { ORCHESTRATOR } from '../../system/live-system.ts'

export const attack: Attack = {
  title: 'Bob asks for a connect page of the call that waits for Alice',
  playbook: 'playbook: user identity propagates',
  controls: ['LNK-1'],
  expected: { by: 'orchestrator', reason: 'operation_foreign', status: 404, error: 'not_found' },
  control: async ({ system }) => {
    const { id, owner } = await parkForAccount(system)
    return owner.send(`${ORCHESTRATOR}/api/operations/${id}/connect`, { method: 'POST' })
  },
  attempt: async ({ system }) => {
    const [{ id }, bob] = [await parkForAccount(system), await system.person('Bob')]
    return bob.send(`${ORCHESTRATOR}/api/operations/${id}/connect`, { method: 'POST' })
  },
}
