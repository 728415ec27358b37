import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { SqlDatabase } from '@chain-of-trust/service-kit'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { openReplica, PLACES, usePlaces, type Place } from '../state/places.fixture.ts'
import { OperationState } from './operation.ts'
import type { OperationStore } from './operation-store.ts'
import { ALICE, BOB, callerOf, operation, OUTPUT, parking, service } from './operations.fixture.ts'
import { openOperationStore } from './sql-operation-store.ts'

const places = usePlaces()
const HERE = (): ReadonlySet<string> => new Set(['op'])
const NOWHERE = (): ReadonlySet<string> => new Set()
const ids = (found: readonly { id: string }[]) => found.map(({ id }) => id)

describe.each(PLACES)('The operation store on %s', (kind) => {
  let place: Place
  let store: OperationStore
  const open = async (options?: Parameters<typeof openReplica>[1]) => {
    const replica = await openReplica(place, options)
    onTestFinished(() => replica.close().catch(() => undefined))
    return replica
  }
  beforeEach(async () => {
    place = await places.open(kind)
    store = (await open()).operations
  })

  test('what is stored is there after a restart, as it was', async () => {
    const odd = operation({ title: 'Zoë 🐙 \0 it’s ?1 $1', clientId: '\ud800' })
    await store.add(odd)
    const { operations } = await open()
    expect(await operations.find(ALICE, 'op')).toEqual(odd)
  })

  test('nobody finds, lists or changes what is another person’s', async () => {
    await store.add(operation())
    expect(await store.find(BOB, 'op')).toBeUndefined()
    expect(await store.find({ tid: 'another', oid: ALICE.oid }, 'op')).toBeUndefined()
    expect(await store.list(BOB)).toEqual([])
    expect(await store.change(operation({ subject: BOB }), { state: 'cancelled' })).toBeUndefined()
    expect(await store.exists('op')).toBe(true)
    expect(await store.exists('another')).toBe(false)
    expect((await store.find(ALICE, 'op'))?.state).toBe('needs_user')
  })

  test('of two changes to one version the second is lost, in two replicas as well', async () => {
    const { operations: second } = await open()
    await store.add(operation())
    const seen = [await store.find(ALICE, 'op'), await second.find(ALICE, 'op')] as const
    expect(await store.change(seen[0]!, { state: 'running' })).toMatchObject({ state: 'running', version: 1 })
    expect(await second.change(seen[1]!, { state: 'running' })).toBeUndefined()
    expect(await second.change(seen[1]!, { state: 'cancelled' })).toBeUndefined()
  })

  test('of many changes at once one is made', async () => {
    const { operations: second } = await open()
    await store.add(operation())
    const claims = Array.from({ length: 40 }, (_, n) =>
      (n % 2 === 0 ? store : second).change(operation(), { state: 'running' }),
    )
    expect((await Promise.all(claims)).filter((claimed) => claimed !== undefined)).toHaveLength(1)
  })

  test.for(['done', 'failed', 'cancelled', 'expired'] as const)(
    'what has ended stays as it is: %s',
    async (from) => {
      await store.add(operation({ state: from }))
      for (const state of OperationState.options) {
        await expect(store.change(operation({ state: from }), { state })).rejects.toThrow(`from ${from}`)
      }
    },
  )

  test.for([
    ['needs_user', 'done'],
    ['interrupted', 'done'],
    ['needs_user', 'interrupted'],
    ['running', 'cancelled'],
    ['running', 'expired'],
  ] as const)('there is no way from %s to %s', async ([from, state]) => {
    await store.add(operation({ state: from }))
    await expect(store.change(operation({ state: from }), { state })).rejects.toThrow(
      `from ${from} to ${state}`,
    )
  })

  test('one person can have so many waiting, however many come at once, and takes no place from another', async () => {
    const one = await open({ most: 2 })
    // Two connections of one process to a file would wait for each other: its transactions block whoever else asks.
    const two = kind === 'SQLite' ? one : await open({ most: 2 })
    const added = ['a', 'b', 'c', 'd', 'e', 'f'].map((id, n) =>
      [one, two][n % 2]!.operations.add(operation({ id })),
    )
    expect((await Promise.all(added)).filter(Boolean)).toHaveLength(2)
    expect(await one.operations.add(operation({ id: 'z', subject: BOB }))).toBe(true)
    const [first] = await one.operations.list(ALICE)
    await one.operations.change(first!, { state: 'cancelled', finishedAt: 1 })
    expect(await two.operations.add(operation({ id: 'g' }))).toBe(true)
  })

  test('of what has ended the latest are kept, and forgotten in their time', async () => {
    const { operations } = await open({ kept: 2 })
    for (const [n, id] of ['a', 'b', 'c'].entries()) {
      await operations.add(operation({ id }))
      await operations.change(operation({ id }), { state: 'cancelled', finishedAt: n })
    }
    await operations.add(operation({ id: 'waiting' }))
    expect(ids(await operations.list(ALICE))).toEqual(['waiting', 'b', 'c'])
    await operations.forget(1)
    expect(ids(await operations.list(ALICE))).toEqual(['waiting', 'c'])
  })

  test('what waited too long is overdue; what runs or has ended is not', async () => {
    for (const state of OperationState.options) await store.add(operation({ id: state, state }))
    const overdue = ids(await store.overdue(1000))
    expect(overdue.toSorted((a, b) => a.localeCompare(b))).toEqual(['interrupted', 'needs_user'])
    expect(await store.overdue(999)).toEqual([])
  })

  test('what this process claimed and does not run is orphaned; what it runs is not', async () => {
    await store.add(operation())
    await store.change(operation(), { state: 'running' })
    expect(await store.orphaned(HERE)).toEqual([])
    expect(ids(await store.orphaned(NOWHERE))).toEqual(['op'])
    // Of another process's nobody else can say that.
    expect(await (await open()).operations.orphaned(NOWHERE)).toEqual([])
  })

  test('a call that begins while a sweep waits for the database is no orphan, and is made once', async () => {
    const { database, runners } = await open()
    const [asked, answer, end] = [1, 2, 3].map(() => Promise.withResolvers<void>())
    const slow: SqlDatabase = {
      ...database,
      async all(sql, ...values) {
        if (sql.includes("where state = 'running'")) {
          asked!.resolve()
          await answer!.promise
        }
        return database.all(sql, ...values)
      },
    }
    let calls = 0
    const call = async () => ((calls += 1), await end!.promise, OUTPUT)
    const { operations } = await service(call, { store: await openOperationStore(slow, runners) })
    const { id } = (await operations.park(parking))!
    const swept = operations.sweep()
    await asked!.promise
    const first = operations.resume(callerOf(), id)
    await expect.poll(() => calls).toBe(1)
    answer!.resolve()
    await swept
    expect((await operations.find(callerOf(), id))?.state).toBe('running')
    expect(await operations.resume(callerOf(), id)).toMatchObject({ is: 'running' })
    end!.resolve()
    expect(await first).toMatchObject({ is: 'ended', operation: { state: 'done' } })
    expect(calls).toBe(1)
  })

  test('a process that ended in good order is gone at once', async () => {
    const other = await openReplica(place)
    await store.add(operation())
    await other.operations.change(operation(), { state: 'running' })
    await other.close()
    expect(ids(await store.orphaned(HERE))).toEqual(['op'])
  })

  test('a process that runs is not taken for dead by another; one that was killed is', async () => {
    await store.add(operation())
    const fixture = fileURLToPath(new URL('running.fixture.ts', import.meta.url))
    const child = spawn(process.execPath, [fixture, JSON.stringify(place)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    onTestFinished(() => void child.kill('SIGKILL'))
    await once(child.stdout, 'data')
    expect((await store.find(ALICE, 'op'))?.state).toBe('running')
    expect(await store.orphaned(NOWHERE)).toEqual([])
    child.kill('SIGKILL')
    await once(child, 'exit')
    // The kernel tells a lock that is let go of; over a network there is only silence, as long as no call can take.
    if (kind === 'PostgreSQL')
      await (await open()).database.run('update runner set seen_at = seen_at - 60001')
    expect(await store.orphaned(NOWHERE)).toMatchObject([{ id: 'op', state: 'running' }])
  })
})

test('a file is readable by us alone, and a lock does not outlive its process', async () => {
  const place = await places.open('SQLite')
  const folder = join(place.STATE_DIR, 'orchestrator')
  const replica = await openReplica(place)
  const modes = [join(folder, 'operations.sqlite'), folder].map((path) => statSync(path).mode & 0o777)
  expect(modes).toEqual([0o600, 0o700])
  await replica.close()
  expect(readdirSync(folder).filter((name) => name.endsWith('.runner'))).toEqual([])
})

test('a process that fell silent is not gone before its last call must have ended', async () => {
  const place = await places.open('PostgreSQL')
  const [silent, other] = [await openReplica(place, { goneAfter: 2 ** 31 - 1 }), await openReplica(place)]
  await other.operations.add(operation())
  await silent.operations.change(operation(), { state: 'running' })
  const wait = (milliseconds: number) =>
    other.database.run(
      'update runner set seen_at = seen_at - ?1 where id = ?2',
      milliseconds,
      silent.runners.id,
    )
  await wait(50_000)
  expect(await other.operations.orphaned(NOWHERE)).toEqual([])
  await wait(10_000)
  expect(ids(await other.operations.orphaned(NOWHERE))).toEqual(['op'])
  await silent.close()
  await other.close()
})

test('a process is heard again and again, by the clock of the database', async () => {
  const place = await places.open('PostgreSQL')
  const replica = await openReplica(place, { goneAfter: 120 })
  const silentSince = async () =>
    Number((await replica.database.all('select seen_at from runner'))[0]?.['seen_at'])
  const first = await silentSince()
  await expect.poll(silentSince).toBeGreaterThan(first)
  await replica.close()
})
