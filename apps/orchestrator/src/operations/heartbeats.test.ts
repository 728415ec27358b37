import { openSqlDatabase, type SqlDatabase } from '@chain-of-trust/service-kit'
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { usePlaces, type Place } from '../state/places.fixture.ts'
import { openHeartbeats } from './heartbeats.ts'
import { callerOf, OUTPUT, parking, service } from './operations.fixture.ts'
import { openOperationStore } from './sql-operation-store.ts'

const places = usePlaces()
const MINUTE = 60_000
const BEAT = MINUTE / 6
const NEVER = 2 ** 31 - 1

// Beats are made when the test says so, and time passes in the database when it does.
beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }))
afterEach(() => void vi.useRealTimers())

/** Two replicas, of which only `judge` is heard; a call that `silent` has begun, and that ends when the test lets it. */
async function twoReplicas() {
  const place = await places.open('PostgreSQL')
  const clock = { now: Date.now() }
  const end = Promise.withResolvers<typeof OUTPUT>()
  const silent = await replica(place, clock, NEVER, () => end.promise)
  const judge = await replica(place, clock, MINUTE)
  const { id } = (await silent.operations.park(parking))!
  const call = silent.operations.resume(callerOf(), id)
  const seen = async () => (await judge.operations.find(callerOf(), id))!.state
  await expect.poll(seen).toBe('running')
  const judged = async () => {
    await judge.operations.sweep()
    return seen()
  }
  const beat = async () => {
    clock.now += BEAT
    vi.advanceTimersByTime(BEAT)
    await judge.answered()
  }
  return { clock, end, silent, call, judged, beat }
}

async function replica(place: Place, clock: { now: number }, goneAfter: number, call = async () => OUTPUT) {
  const real = await openSqlDatabase(place, '')
  const asked: Promise<unknown>[] = []
  const database: SqlDatabase = {
    ...real,
    all(sql, ...values) {
      const now = `to_timestamp(${clock.now} / 1000.0)`
      const answer = real.all(sql.replaceAll('clock_timestamp()', now), ...values)
      asked.push(answer)
      return answer
    },
  }
  const runners = await openHeartbeats(database, { goneAfter, onTrouble: () => undefined })
  onTestFinished(async () => {
    await runners.close()
    await real.close()
  })
  const store = await openOperationStore(database, runners)
  return { ...(await service(call, { store })), answered: () => Promise.all(asked.splice(0)) }
}

test('after an outage nobody is judged before the living could be heard again: a call that outlives it is done', async () => {
  const { clock, end, silent, call, judged, beat } = await twoReplicas()
  clock.now += 1.5 * MINUTE
  // Who looks first is not the first to be heard again, and then it is.
  expect(await judged()).toBe('running')
  await beat()
  expect(await judged()).toBe('running')
  end.resolve(OUTPUT)
  expect(await call).toMatchObject({ is: 'ended', operation: { state: 'done' } })
  expect(silent.reasons()).toEqual(['operation_parked', 'operation_resumed', 'operation_done'])
})

test('who is not heard again after an outage is gone when the others have been for as long', async () => {
  const { clock, judged, beat } = await twoReplicas()
  clock.now += 1.5 * MINUTE
  for (let beats = 0; beats < 6; beats += 1) {
    await beat()
    expect(await judged()).toBe('running')
  }
  await beat()
  expect(await judged()).toBe('interrupted')
})
