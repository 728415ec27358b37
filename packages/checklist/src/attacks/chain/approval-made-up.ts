import type { Attack } from '../../attack.ts'
import { askToShare, approve } from '../../system/conversation.ts'

export const attack: Attack = {
  title: 'An approval that nobody was asked for',
  playbook: 'playbook: user action on the sensitive step; OWASP MCP',
  controls: ['DEL-1', 'PIT-1'],
  expected: { by: 'orchestrator', reason: 'approval_unknown', status: 200, error: 'approval_unknown' },
  control: async ({ system }) => {
    const alice = await system.person('Alice')
    return approve(alice, await askToShare(alice))
  },
  attempt: async ({ system }) => {
    const alice = await system.person('Alice')
    return approve(alice, { ...(await askToShare(alice)), approvalId: 'made-up' })
  },
}
