import type { Attack } from '../../attack.ts'
import { atReplica } from '../../system/at-replica.ts'
import { approve, askToShare } from '../../system/conversation.ts'

export const attack: Attack = {
  title: 'An approval used at one replica, and again at the other',
  playbook: 'playbook: user action on the sensitive step; OWASP MCP',
  controls: ['AGT-1'],
  expected: { by: 'orchestrator', reason: 'approval_reused', status: 200, error: 'approval_reused' },
  control: async ({ system, replicas }) => {
    const { ports } = await replicas()
    const alice = await system.signIn('Alice')
    // Asked by one, answered at the other.
    return approve(atReplica(alice, ports[1]), await askToShare(atReplica(alice, ports[0])))
  },
  attempt: async ({ system, replicas }) => {
    const { ports } = await replicas()
    const alice = await system.signIn('Alice')
    const asked = await askToShare(atReplica(alice, ports[0]))
    await approve(atReplica(alice, ports[0]), asked)
    return approve(atReplica(alice, ports[1]), asked)
  },
}
