import type { Attack } from '../../attack.ts'
import { planAndCancel } from '../../system/background-job.ts'

export const attack: Attack = {
  title: 'A job for a tool that needs a yes, when nobody will be there to say it',
  playbook: 'playbook: user action on the sensitive step',
  controls: ['AGT-1'],
  expected: { by: 'orchestrator', reason: 'no_unattended_tool', status: 400, error: 'invalid_request' },
  control: async ({ system }) => planAndCancel(await system.person('Alice'), ['Documents.Read']),
  attempt: async ({ system }) => planAndCancel(await system.person('Alice'), ['Documents.Share']),
}
