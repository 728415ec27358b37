import type { Attack } from '../../attack.ts'
import { cancelJob, runJob, withJob } from '../../system/background-job.ts'

export const attack: Attack = {
  title: 'A cancelled job is run all the same',
  playbook: 'playbook: user action on the sensitive step',
  controls: ['STP-4'],
  expected: { by: 'orchestrator', reason: 'job_cancelled', status: 409, error: 'job_cancelled' },
  control: async ({ system }) => {
    const alice = await system.person('Alice')
    return withJob(alice, (id) => runJob(alice, id))
  },
  attempt: async ({ system }) => {
    const alice = await system.person('Alice')
    return withJob(alice, async (id) => {
      await cancelJob(alice, id)
      return runJob(alice, id)
    })
  },
}
