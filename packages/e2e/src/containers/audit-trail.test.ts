import { expect, test } from 'vitest'
import { auditor } from '../auditor.ts'
import { load } from '../load.ts'
import { person } from '../person.ts'
import { allHeld } from './all-held.ts'
import { docker, healthy, only } from './docker.ts'

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Stops a container for so many seconds. Calls succeed meanwhile, and afterwards. */
async function without(
  service: string,
  { stop, seconds }: { stop: string[]; seconds: number },
  calls: ReturnType<typeof load>,
): Promise<void> {
  const container = await only(service)
  await docker(...stop, container.id)
  try {
    await Promise.all([calls.succeeds(10), pause(seconds * 1000)])
  } finally {
    await docker('start', container.id)
    await healthy(container)
  }
  await calls.succeeds(10)
}

test('audit-trail is away for a minute under load, then its database: no call waits, and no record of any replica is missing', async () => {
  const chains = await auditor()
  const calls = load(await person('Alice'))
  await calls.succeeds(10)
  await without('audit-trail', { stop: ['kill'], seconds: 60 }, calls)
  await without('audit-trail-db', { stop: ['stop', '--time', '10'], seconds: 20 }, calls)
  expect(new Set(await calls.end())).toEqual(new Set([200]))
  await allHeld(chains)
}, 600_000)
