/** The forwarder of every service against the real app: each side's own tests know the other by its contract only. */
import { openSqlDatabase } from '@chain-of-trust/service-kit'
import { ALICE } from '@chain-of-trust/testkit'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { forwardingService } from './forwarding.fixture.ts'
import { entryOf, linesOf, startTrail, writeLog, type TestTrail } from './trail.fixture.ts'

let database: Awaited<ReturnType<typeof openSqlDatabase>>
let trail: TestTrail
beforeEach(async () => {
  database = await openSqlDatabase({}, ':memory:')
  trail = await startTrail({ database })
})
afterEach(() => trail.app.close())

const PATIENT = { timeout: 50_000 }
const entries = (count: number) => Array.from({ length: count }, () => entryOf(ALICE))

async function held(log: string): Promise<string[]> {
  const rows = await database.all('select line from audit_event where log = ?1 order by id', log)
  return rows.map(({ line }) => String(line))
}

const verified = async () =>
  (await trail.store.verify()).map(({ log, records, checkpoint, faults }) => ({
    log,
    records,
    checkpoint: checkpoint?.seq,
    faults,
  }))

test(
  'a log arrives as it stands in its file, in order, checkpoints and all, and what is written meanwhile too',
  { tags: ['LOG-5'] },
  async () => {
    const service = await forwardingService(trail, 'orchestrator')
    service.write(entries(1200))
    await expect.poll(() => held('orchestrator'), PATIENT).toEqual(service.lines())
    service.write(entries(5))
    await service.close()
    expect(await held('orchestrator')).toEqual(service.lines())
    expect(await verified()).toEqual([{ log: 'orchestrator', records: 1206, checkpoint: 1205, faults: [] }])
  },
)

test(
  'answers that are lost on the way leave nothing twice and nothing out',
  { tags: ['LOG-5'] },
  async () => {
    let lost = 0
    const service = await forwardingService(trail, 'orchestrator', {
      between: (fetch) => async (input, init) => {
        const response = await fetch(input, init)
        if (init.method !== 'POST' || lost === 2) return response
        lost += 1
        throw new TypeError('the connection broke off')
      },
    })
    service.write(entries(700))
    await expect.poll(() => held('orchestrator'), PATIENT).toEqual(service.lines())
    await expect.poll(() => lost, PATIENT).toBe(2)
    await service.close()
    expect(await verified()).toMatchObject([{ records: 701, checkpoint: 700, faults: [] }])
  },
)

test('restored from a backup, audit-trail gets again what it lacks, while the service runs', async () => {
  const service = await forwardingService(trail, 'orchestrator')
  service.write(entries(20))
  await expect.poll(() => held('orchestrator'), PATIENT).toEqual(service.lines())
  const { hash } = JSON.parse(service.lines()[7]!) as { hash: string }
  await database.transaction(async (session) => {
    await session.run('delete from audit_event where seq > 7')
    await session.run('delete from audit_checkpoint where seq > 7')
    await session.run('update audit_log set head_seq = 7, head_hash = ?1', hash)
  })
  service.write(entries(1))
  await expect.poll(() => held('orchestrator'), PATIENT).toEqual(service.lines())
  await service.close()
  expect(await verified()).toMatchObject([{ records: 22, checkpoint: 21, faults: [] }])
})

test('the logs of replicas, and of machines that each have their own folder, come side by side', async () => {
  const first = await forwardingService(trail, 'orchestrator')
  const replica = await forwardingService(trail, 'orchestrator', { stateDir: first.stateDir, slot: 2 })
  const machine = await forwardingService(trail, 'orchestrator', { instance: 'pod-1' })
  for (const service of [first, replica, machine]) service.write(entries(3))
  for (const service of [first, replica, machine]) await service.close()
  expect(await verified()).toEqual(
    ['orchestrator', 'orchestrator.2', 'orchestrator.pod-1'].map((log) => ({
      log,
      records: 4,
      checkpoint: 3,
      faults: [],
    })),
  )
})

test(
  'a log that was begun anew is not mixed with the one that is held, and comes under a name of its own',
  { tags: ['LOG-5'] },
  async () => {
    const before = await writeLog('orchestrator', entries(9))
    expect((await trail.sendLines('orchestrator', before.lines)).status).toBe(200)

    const anew = await forwardingService(trail, 'orchestrator')
    anew.write(entries(20))
    await expect.poll(() => anew.errors().length, PATIENT).toBe(1)
    expect(String(anew.errors()[0]!.err)).toMatch(
      /has another record 9 than audit-trail: it was written anew/,
    )
    await anew.close()
    expect(await held('orchestrator')).toEqual(before.lines)

    const { stateDir } = anew
    const named = await forwardingService(trail, 'orchestrator', { stateDir, instance: 'anew' })
    await named.close()
    expect(await held('orchestrator.anew')).toEqual(linesOf(named.files.log))
    expect((await verified()).map(({ log, faults }) => [log, faults])).toEqual([
      ['orchestrator', []],
      ['orchestrator.anew', []],
    ])
  },
)

test('a fork that only audit-trail can see is told to the service, which sends no more', async () => {
  const other = await writeLog('orchestrator', entries(30))
  const service = await forwardingService(trail, 'orchestrator', {
    // The state was asked for before somebody else sent theirs.
    between: (fetch) => async (input, init) => {
      if (init.method === 'POST') await trail.sendLines('orchestrator', other.lines)
      return fetch(input, init)
    },
  })
  await expect.poll(() => service.errors().length, PATIENT).toBe(1)
  expect(String(service.errors()[0]!.err)).toMatch(/audit-trail does not take .+ \(forked\)/)
  expect(await held('orchestrator')).toEqual(other.lines)
  expect(trail.audit.records).toContainEqual(
    expect.objectContaining({ event: 'log_received', outcome: 'failure', reason: 'forked' }),
  )
  await service.close()
})
