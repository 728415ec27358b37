import { expect, test } from 'vitest'
import { decodeClaims } from '@chain-of-trust/auth-core/challenge'
import { finished, resume } from './operations.ts'
import { person, type Person } from './person.ts'
import { restartable } from './restartable.ts'
import { ORCHESTRATOR } from './system-under-test.ts'
import { tenant } from './tenant.ts'

const orchestrator = restartable('orchestrator')

interface Job {
  id: string
  state: string
  lastRun?: { outcome: string; text?: string; operationId?: string }
}

const JOBS = `${ORCHESTRATOR}/api/jobs`

/**
 * A job that is due in a moment, with nobody there.
 * @param lead milliseconds; more where the machine is so slow that the moment has passed when the request arrives
 */
async function soon(owner: Person, instruction: string, lead = 1500): Promise<Job> {
  const at = new Date(Date.now() + lead).toISOString()
  const response = await owner.send(JOBS, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ instruction, schedule: { at } }),
  })
  if (response.status === 400 && (await response.clone().text()).includes('in the past'))
    return soon(owner, instruction, lead * 2)
  expect(response.status).toBe(201)
  return (await response.json()) as Job
}

async function job(owner: Person, id: string): Promise<Job | undefined> {
  const { jobs } = (await (await owner.send(JOBS)).json()) as { jobs: Job[] }
  return jobs.find((one) => one.id === id)
}

test('a job runs with nobody present, and its owner alone sees what came out', async () => {
  const alice = await person('Alice')
  const { id } = await soon(alice, 'Summarise the budget 2027')
  await expect.poll(async () => (await job(alice, id))?.lastRun?.outcome).toBe('done')
  expect((await job(alice, id))?.lastRun?.text).toMatch(/164 million|operating budget/i)
  expect(await job(await person('Bob'), id)).toBeUndefined()
})

test(
  'a job that meets a challenge waits for its owner, over a restart, and then goes on',
  { tags: ['STP-4'] },
  async () => {
    const alice = await person('Alice')
    const withdraw = await tenant.demandContext('mock-graph', 'c3', 'invalid_grant')
    try {
      const { id } = await soon(alice, 'Summarise the Q3 forecast')
      await expect.poll(async () => (await job(alice, id))?.state).toBe('needs_user')
      await orchestrator.stop()
      await orchestrator.start()

      const { lastRun } = (await job(alice, id))!
      const { operations } = (await (await alice.send(`${ORCHESTRATOR}/api/operations`)).json()) as {
        operations: { id: string; jobId?: string; needs?: { claims?: string } }[]
      }
      const waiting = operations.find(({ jobId }) => jobId === id)
      expect(waiting?.id).toBe(lastRun?.operationId)

      const there = await person('Alice', decodeClaims(waiting?.needs?.claims ?? ''))
      expect((await resume(there, waiting!.id)).status).toBeLessThan(300)
      expect((await finished(there, waiting!.id)).state).toBe('done')
      await expect.poll(async () => (await job(there, id))?.lastRun?.text).toMatch(/48\.2 million|revenue/i)
    } finally {
      await withdraw()
    }
  },
)

test('revoked sessions end what an unattended job can do', async () => {
  const bob = await person('Bob')
  // Time enough to revoke before it runs.
  const { id } = await soon(bob, 'Find documents about the roadmap', 10_000)
  await tenant.act('Bob', 'revokeSessions')
  const again = await person('Bob')
  await expect.poll(async () => (await job(again, id))?.state).toBe('needs_user')
})
