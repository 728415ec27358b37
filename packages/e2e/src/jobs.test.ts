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

/** A job that is due in a moment, with nobody there. */
async function soon(owner: Person, instruction: string): Promise<Job> {
  const at = new Date(Date.now() + 1500).toISOString()
  const response = await owner.send(JOBS, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ instruction, schedule: { at } }),
  })
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
  await expect.poll(async () => (await job(alice, id))?.lastRun?.outcome, { timeout: 20_000 }).toBe('done')
  expect((await job(alice, id))?.lastRun?.text).toMatch(/164 million|operating budget/i)
  expect(await job(await person('Bob'), id)).toBeUndefined()
})

test('a job that meets a challenge waits for its owner, over a restart, and then goes on', async () => {
  const alice = await person('Alice')
  const { id } = await soon(alice, 'Summarise the Q3 forecast')
  const withdraw = await tenant.demandContext('mock-graph', 'c3', 'invalid_grant')
  try {
    await expect.poll(async () => (await job(alice, id))?.state, { timeout: 20_000 }).toBe('needs_user')
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
    await expect
      .poll(async () => (await job(there, id))?.lastRun?.text, { timeout: 20_000 })
      .toMatch(/48\.2 million|revenue/i)
  } finally {
    await withdraw()
  }
})

test('revoked sessions end what an unattended job can do', async () => {
  const bob = await person('Bob')
  const { id } = await soon(bob, 'Find documents about the roadmap')
  await tenant.act('Bob', 'revokeSessions')
  const again = await person('Bob')
  await expect.poll(async () => (await job(again, id))?.state, { timeout: 20_000 }).toBe('needs_user')
})
