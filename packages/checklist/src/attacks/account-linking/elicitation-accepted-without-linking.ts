import type { Attack } from '../../attack.ts'
import { linked, unlinked } from '../../system/linked-accounts.ts'
import { callAccepting } from '../../system/elicitation.ts'
import { serverAtVault } from '../../system/vault-caller.ts'

export const attack: Attack = {
  title: 'A client that answers “accept” to the elicitation without having linked anything',
  playbook: 'MCP 2026-07-28: accept is not completion',
  controls: ['STP-2', 'LNK-1'],
  expected: { by: 'token-vault', reason: 'not_linked', status: 200, told: true },
  control: async ({ system }) => {
    await linked(system, 'Bob')
    return callAccepting(await serverAtVault(system, 'Bob'))
  },
  attempt: async ({ system }) => {
    await unlinked(system, 'Bob')
    return callAccepting(await serverAtVault(system, 'Bob'))
  },
}
