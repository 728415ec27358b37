import type { Attack } from '../../attack.ts'
import { connectAndResume, parkForAccount } from '../../system/linked-accounts.ts'
import { resume } from '../../system/parked-call.ts'

export const attack: Attack = {
  title: 'A client says that the account is connected, and it is not',
  playbook: 'MCP 2026-07-28: accept is not completion',
  controls: ['STP-2', 'LNK-1'],
  expected: { by: 'orchestrator', reason: 'not_connected_yet', status: 409, error: 'not_connected_yet' },
  control: async ({ system }) => connectAndResume(await parkForAccount(system)),
  attempt: async ({ system }) => {
    const { id, owner } = await parkForAccount(system)
    return resume(owner, id)
  },
}
