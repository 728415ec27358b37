import type { Attack } from '../../attack.ts'
import { askToShare, approve } from '../../system/conversation.ts'

export const attack: Attack = {
  title: 'An approval used for other arguments',
  playbook: 'playbook: user action on the sensitive step; OWASP MCP',
  controls: ['DEL-1', 'PIT-1'],
  expected: { by: 'orchestrator', reason: 'approval_changed', status: 200, error: 'approval_changed' },
  control: async ({ system }) => {
    const alice = await system.person('Alice')
    return approve(alice, await askToShare(alice))
  },
  attempt: async ({ system }) => {
    const alice = await system.person('Alice')
    const asked = await askToShare(alice)
    return approve(alice, { ...asked, input: { ...asked.input, role: 'write' } })
  },
}
