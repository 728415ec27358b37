import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { inTurn } from './in-turn.ts'
import { openReplica, usePlaces } from './places.fixture.ts'

const places = usePlaces()
const WAITING = `select count(*)::int as waiting from pg_locks
  where locktype = 'advisory' and not granted
    and database = (select oid from pg_database where datname = current_database())`

test('the same thing is counted by one replica at a time, and nobody waits for the count of another', async () => {
  const place = await places.open('PostgreSQL')
  const one = await openReplica(place)
  const two = await openReplica(place)
  const story: string[] = []
  let second: Promise<unknown> | undefined
  await inTurn(one.database, ['a'], async () => {
    story.push('one begins')
    second = inTurn(two.database, ['a'], () => Promise.resolve(story.push('two')))
    // Until the second one has come in, or waits at the door.
    const waiting = async () => (await one.database.all(WAITING))[0]?.['waiting']
    while (!story.includes('two') && (await waiting()) !== 1) await setImmediate()
    await inTurn(one.database, ['b'], () => Promise.resolve(story.push('another')))
    story.push('one ends')
  })
  await second
  expect(story).toEqual(['one begins', 'another', 'one ends', 'two'])
  await one.close()
  await two.close()
})
