import type { Attack } from '../../attack.ts'
import { cancelJob, withJob } from '../../system/background-job.ts'

export const attack: Attack = {
  title: "Bob cancels Alice's job",
  playbook: 'playbook: user identity propagates',
  controls: ['STP-4'],
  expected: { by: 'orchestrator', reason: 'job_foreign', status: 404, error: 'not_found' },
  control: async ({ system }) => {
    const alice = await system.person('Alice')
    return withJob(alice, (id) => cancelJob(alice, id))
  },
  attempt: async ({ system }) => {
    const [alice, bob] = [await system.person('Alice'), await system.person('Bob')]
    return withJob(alice, (id) => cancelJob(bob, id))
  },
}
