import { openSqlDatabase } from '@chain-of-trust/service-kit'
import { join } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { PLACES, usePlaces, type Place } from '../state/places.fixture.ts'
import { openJobStores, type JobStores } from './job-stores.ts'
import type { StoredJob } from './job.ts'

const HOUR = 3_600_000
const ALICE = { tid: 't', oid: 'alice' }
const BOB = { tid: 't', oid: 'bob' }
const places = usePlaces()

function jobOf(id: string, overlay: Partial<StoredJob> = {}): StoredJob {
  return {
    id,
    subject: ALICE,
    clientId: 'host',
    instruction: 'Zoë 🐙 \0',
    schedule: { at: '2026-01-01T00:00:00Z' },
    delegation: {},
    state: 'scheduled',
    nextRun: 10,
    createdAt: 0,
    outages: 0,
    version: 0,
    ...overlay,
  }
}
const bytes = (...values: number[]) => Uint8Array.from(values)
const grant = (generation: number, issuedAt = 1) => ({
  generation,
  sealed: bytes(0, 255, generation),
  uti: 'uti',
  acrs: ['c1'],
  issuedAt,
})

describe.each(PLACES)('The job stores on %s', (kind) => {
  let place: Place
  let one: JobStores
  let two: JobStores
  let now: number
  const open = async () => {
    const database = await openSqlDatabase(place, join(place.STATE_DIR, 'orchestrator', 'jobs.sqlite'))
    onTestFinished(() => database.close())
    return openJobStores(database, () => now)
  }
  beforeEach(async () => {
    now = 1_760_000_000_000
    place = await places.open(kind)
    one = await open()
    two = await open()
  })

  test('a job is found by its owner, and by nobody else', async () => {
    const job = jobOf('a')
    expect(await one.jobs.add(job, 9)).toBe(true)
    expect(await two.jobs.find(ALICE, 'a')).toEqual(job)
    expect(await two.jobs.find(BOB, 'a')).toBeUndefined()
    expect(await two.jobs.list(BOB)).toEqual([])
    expect([await two.jobs.exists('a'), await two.jobs.exists('b')]).toEqual([true, false])
  })

  test('of many claims at two replicas one counts', async () => {
    await one.jobs.add(jobOf('a'), 9)
    const claims = Array.from({ length: 20 }, (_, n) =>
      (n % 2 === 0 ? one : two).jobs.change(jobOf('a'), { state: 'running', leaseUntil: now }),
    )
    expect((await Promise.all(claims)).filter((claimed) => claimed !== undefined)).toHaveLength(1)
  })

  test('due is whose time has come, and whose lease has ended', async () => {
    await one.jobs.add(jobOf('later', { nextRun: 20 }), 9)
    await one.jobs.add(jobOf('now'), 9)
    await one.jobs.add(jobOf('runs', { state: 'running', leaseUntil: 15 }), 9)
    await one.jobs.add(jobOf('waits', { state: 'needs_user' }), 9)
    const due = async (time: number) => (await two.jobs.due(time, 9)).map(({ id }) => id).toSorted()
    expect(await due(9)).toEqual([])
    expect(await due(10)).toEqual(['now'])
    expect(await due(20)).toEqual(['later', 'now', 'runs'])
    expect(await two.jobs.due(20, 1)).toHaveLength(1)
  })

  test('the latest are listed first; what has ended takes no place, and is forgotten in its time', async () => {
    await one.jobs.add(jobOf('old'), 2)
    await one.jobs.add(jobOf('new', { createdAt: 5 }), 2)
    expect((await one.jobs.list(ALICE)).map(({ id }) => id)).toEqual(['new', 'old'])
    expect(await one.jobs.add(jobOf('more'), 2)).toBe(false)
    await one.jobs.change(jobOf('old'), { state: 'cancelled', nextRun: undefined })
    expect(await one.jobs.add(jobOf('more'), 2)).toBe(true)
    await one.jobs.forget(Date.now() + HOUR)
    expect((await one.jobs.list(ALICE)).map(({ id }) => id).toSorted()).toEqual(['more', 'new'])
  })

  test('a grant comes back byte by byte, and one replica replaces it', async () => {
    expect(await one.grants.put(jobOf('a'), grant(1), undefined)).toBe(true)
    expect(await two.grants.put(jobOf('a'), grant(9), undefined)).toBe(false)
    const { sealed, ...rest } = (await two.grants.find('a'))!
    expect([...sealed]).toEqual([0, 255, 1])
    expect(rest).toEqual({ generation: 1, uti: 'uti', acrs: ['c1'], issuedAt: 1 })
    expect(await one.grants.put(jobOf('a'), grant(2), 1)).toBe(true)
    expect(await two.grants.put(jobOf('a'), grant(2), 1)).toBe(false)
    await two.grants.remove('a', 1)
    expect((await one.grants.find('a'))?.generation).toBe(2)
    await two.grants.remove('a', 2)
    expect(await one.grants.find('a')).toBeUndefined()
  })

  test('grants from before an instant are found for a person, and for a tenant', async () => {
    await one.grants.put(jobOf('a'), grant(1, 10), undefined)
    await one.grants.put(jobOf('b', { subject: BOB }), grant(1, 10), undefined)
    await one.grants.put(jobOf('c'), grant(1, 20), undefined)
    expect(await two.grants.issuedBefore(ALICE, 20)).toEqual(['a'])
    expect((await two.grants.issuedBefore({ tid: 't' }, 20)).toSorted()).toEqual(['a', 'b'])
    expect(await two.grants.issuedBefore({ tid: 'u' }, 99)).toEqual([])
  })

  test('a grant without a job that may still run is destroyed when it is an hour old', async () => {
    for (const [id, state] of [
      ['waits', 'needs_user'],
      ['planned', 'scheduled'],
      ['over', 'cancelled'],
    ] as const) {
      await one.jobs.add(jobOf(id, { state }), 9)
      await one.grants.put(jobOf(id), grant(1), undefined)
    }
    await one.grants.put(jobOf('never-added'), grant(1), undefined)
    const found = async (id: string) => (await one.grants.find(id)) !== undefined
    const all = () => Promise.all(['waits', 'planned', 'over', 'never-added'].map(found))
    now += HOUR
    await open()
    expect(await all()).toEqual([true, true, true, true])
    now += 1
    await open()
    expect(await all()).toEqual([true, true, false, false])
  })

  test('a replica that starts takes no grant from one that is just making a job', async () => {
    await one.grants.put(jobOf('a'), grant(1), undefined)
    const third = await open()
    expect(await one.jobs.add(jobOf('a'), 9)).toBe(true)
    expect(await third.grants.find('a')).toBeDefined()
  })

  test('one replica makes each attempt at a notice', async () => {
    const notice = { id: 'n', body: '{}', attempts: 0, nextAttempt: 5 }
    await one.jobs.add(jobOf('a'), 9)
    await one.jobs.change(jobOf('a'), { state: 'needs_user' }, notice)
    // Somebody was faster: what did not happen is not told.
    await one.jobs.change(jobOf('a'), { state: 'needs_user' }, { ...notice, id: 'another' })
    expect(await two.notices.due(4)).toEqual([])
    expect(await two.notices.due(5)).toEqual([notice])
    const claims = await Promise.all([one, two, one, two].map(({ notices }) => notices.claim(notice, 50)))
    expect(claims.filter(Boolean)).toHaveLength(1)
    expect(await one.notices.due(50)).toEqual([{ ...notice, attempts: 1, nextAttempt: 50 }])
    await one.notices.remove('n')
    expect(await two.notices.due(50)).toEqual([])
  })
})
