import type { Attack } from '../../attack.ts'
import { planWithTheAgent } from '../../system/background-job.ts'

export const attack: Attack = {
  title: 'The agent plans a job with more than the person lets it use in the conversation',
  playbook: 'playbook: least privilege; delegation is a ceiling',
  controls: ['AGT-1'],
  expected: { by: 'orchestrator', reason: 'not_delegated', status: 200 },
  control: async ({ system }) => planWithTheAgent(await system.person('Alice'), ['Documents.Read']),
  attempt: async ({ system }) => planWithTheAgent(await system.person('Alice'), ['Documents.Share']),
}
