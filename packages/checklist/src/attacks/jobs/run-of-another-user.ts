import type { Attack } from '../../attack.ts'
import { jsonIn } from '../../http.ts'
import { JOBS, runJob, withJob } from '../../system/background-job.ts'

export const attack: Attack = {
  title: "Bob runs Alice's job, which nothing shows him",
  playbook: 'playbook: user identity propagates',
  controls: ['STP-4'],
  expected: { by: 'orchestrator', reason: 'job_foreign', status: 404, error: 'not_found' },
  control: async ({ system }) => {
    const alice = await system.person('Alice')
    return withJob(alice, (id) => runJob(alice, id))
  },
  attempt: async ({ system }) => {
    const [alice, bob] = [await system.person('Alice'), await system.person('Bob')]
    return withJob(alice, async (id) => {
      const { text } = await bob.send(JOBS)
      if (!Array.isArray(jsonIn(text)['jobs']) || text.includes(id)) throw new Error(`Bob sees it: ${text}`)
      return runJob(bob, id)
    })
  },
}
