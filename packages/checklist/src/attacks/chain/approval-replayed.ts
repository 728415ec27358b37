import type { Attack } from '../../attack.ts'
import { askToShare, approve } from '../../system/conversation.ts'

export const attack: Attack = {
  title: 'An approval used twice',
  playbook: 'playbook: user action on the sensitive step; OWASP MCP',
  controls: ['DEL-1', 'PIT-1'],
  expected: { by: 'orchestrator', reason: 'approval_reused', status: 200, error: 'approval_reused' },
  control: async ({ system }) => {
    const alice = await system.person('Alice')
    return approve(alice, await askToShare(alice))
  },
  attempt: async ({ system }) => {
    const alice = await system.person('Alice')
    const asked = await askToShare(alice)
    await approve(alice, asked)
    return approve(alice, asked)
  },
}
