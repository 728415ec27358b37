import type { Attack } from '../../attack.ts'
import { askToShare, approve } from '../../system/conversation.ts'

export const attack: Attack = {
  title: "Bob says yes in Alice's place",
  playbook: 'playbook: user action on the sensitive step; OWASP MCP',
  controls: ['DEL-1', 'PIT-1'],
  expected: { by: 'orchestrator', reason: 'approval_foreign', status: 200, error: 'approval_foreign' },
  control: async ({ system }) => {
    const alice = await system.person('Alice')
    return approve(alice, await askToShare(alice))
  },
  attempt: async ({ system }) => {
    const [alice, bob] = [await system.person('Alice'), await system.person('Bob')]
    return approve(bob, await askToShare(alice))
  },
}
