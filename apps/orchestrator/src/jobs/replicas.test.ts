import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { usePlaces, type Place } from '../state/places.fixture.ts'
import { jobSystem } from './job-system.fixture.ts'
import { DAY, startOrchestrator, type TestOrchestrator } from './jobs.fixture.ts'

const system = jobSystem()
const places = usePlaces()
let place: Place
let one: TestOrchestrator
let two: TestOrchestrator
beforeEach(async () => {
  place = await places.open('PostgreSQL')
  one = await replica()
  two = await replica()
})

async function replica(): Promise<TestOrchestrator> {
  const started = await startOrchestrator(system.idp, place.STATE_DIR, 0, place)
  onTestFinished(() => started.app.close())
  return started
}
const wait = (done: Promise<unknown>) => async (method: string) => {
  if (method === 'tools/call') await done
  return undefined
}

test('two replicas on one PostgreSQL run what is due once', async () => {
  const alice = await one.person()
  const { id } = await alice.plan()
  for (const { clock } of [one, two]) clock.ahead = DAY
  await Promise.all([one.tick(), two.tick(), one.tick(), two.tick()])
  expect([...one.mcp.ran, ...two.mcp.ran]).toHaveLength(2)
  expect(await alice.job(id)).toMatchObject({ state: 'scheduled', lastRun: { outcome: 'done' } })
})

test('a job that is cancelled at one replica stops at the other with its next look', async () => {
  const { promise: never, resolve } = Promise.withResolvers<void>()
  onTestFinished(() => resolve())
  two.mcp.answer = wait(never)
  const alice = await one.person()
  const { id } = await alice.plan()
  two.clock.ahead = DAY
  const ran = two.tick()
  await expect.poll(() => two.mcp.calls().length, { timeout: 20_000 }).toBe(1)
  await alice.send('DELETE', `/api/jobs/${id}`)
  expect(two.mcp.signal?.aborted).toBe(false)
  await two.tick()
  expect(two.mcp.signal?.aborted).toBe(true)
  await ran
  expect(await alice.job(id)).toMatchObject({ state: 'cancelled' })
  expect(await one.grantOf(id)).toBeUndefined()
})

test('without the database /api/jobs is a 503; what ran meanwhile is written down, and does not run again', async () => {
  const { promise: away, resolve } = Promise.withResolvers<void>()
  one.mcp.answer = wait(away)
  const alice = await one.person()
  const { id } = await alice.plan()
  one.clock.ahead = DAY
  const ran = one.tick()
  await expect.poll(() => one.mcp.calls().length, { timeout: 20_000 }).toBe(1)
  one.mcp.answer = async (method) => {
    if (method === 'tools/call') await places.away(place)
    return undefined
  }
  resolve()
  await expect.poll(() => one.mcp.ran.length, { timeout: 20_000 }).toBe(2)
  const refused = await alice.send('GET', '/api/jobs')
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5'])
  expect(one.audit.records.at(-1)).toMatchObject({ outcome: 'failure', reason: 'resource_unavailable' })
  await places.back(place)
  await ran
  expect(await alice.job(id)).toMatchObject({ state: 'scheduled', lastRun: { outcome: 'done' } })
  await two.tick()
  expect([...one.mcp.ran, ...two.mcp.ran]).toHaveLength(2)
})
