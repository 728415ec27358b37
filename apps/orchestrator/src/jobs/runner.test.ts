import { expect, test } from 'vitest'
import { jobSystem } from './job-system.fixture.ts'
import { DAY, startOrchestrator } from './jobs.fixture.ts'

const system = jobSystem()

test('an outage is waited out, longer each time, and costs neither the job nor its grant', async () => {
  const alice = await system.one.person()
  const { id } = await alice.plan()
  system.one.clock.ahead = DAY
  system.one.outage.status = 503
  const waits: number[] = []
  for (let attempt = 0; attempt < 3; attempt += 1) {
    await system.one.tick()
    const { state, nextRun, lastRun } = await alice.job(id)
    expect({ state, remedy: lastRun?.refusal?.remedy }).toEqual({ state: 'scheduled', remedy: 'retry_later' })
    const wait = Date.parse(nextRun!) - (Date.now() + system.one.clock.ahead)
    waits.push(Math.round(wait / 60_000))
    system.one.clock.ahead += wait + 1000
  }
  expect(waits).toEqual([1, 2, 4])
  system.one.outage.status = 0
  await system.one.tick()
  expect(await alice.job(id)).toMatchObject({ state: 'scheduled', lastRun: { outcome: 'done' } })
})

test('two processes on one store run a job once; what was missed while both were down runs once', async () => {
  const alice = await system.one.person()
  const { id } = await alice.plan()
  const two = await startOrchestrator(system.idp, system.one.home, 5 * DAY)
  try {
    system.one.clock.ahead = 5 * DAY
    await Promise.all([system.one.tick(), two.tick(), system.one.tick(), two.tick()])
    expect([...system.one.mcp.ran, ...two.mcp.ran]).toHaveLength(2)
    const { nextRun } = await alice.job(id)
    expect(Date.parse(nextRun!)).toBeGreaterThan(Date.now() + 5 * DAY)
  } finally {
    await two.app.close()
  }
})

test('a run whose process died is taken up by another when its lease has ended', async () => {
  const alice = await system.one.person()
  const { id } = await alice.plan()
  await system.one.claimed(id, Date.now() + 60_000)
  await system.one.tick()
  expect(system.one.mcp.ran).toEqual([])
  system.one.clock.ahead = 61_000
  await system.one.tick()
  expect(system.one.mcp.ran).toHaveLength(2)
})
