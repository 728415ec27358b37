import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ToolOutput } from '../tools/tool-output.ts'
import {
  BOB,
  callerOf,
  challenge,
  newFile,
  needing,
  OUTPUT,
  openFile,
  parking,
  service,
} from './operations.fixture.ts'

const done = () => Promise.resolve(OUTPUT)

/** Waits a little, so that others have every chance to come in between. */
async function slowly(): Promise<ToolOutput> {
  await new Promise((resolve) => setTimeout(resolve, 5))
  return OUTPUT
}

test('a hundred resumes at once are one call', async () => {
  let calls = 0
  const { operations, reasons } = await service(() => ((calls += 1), slowly()))
  const { id } = (await operations.park(parking))!
  const resumed = await Promise.all(Array.from({ length: 100 }, () => operations.resume(callerOf(), id)))
  expect(calls).toBe(1)
  expect(resumed.filter(({ is }) => is === 'ended')).toHaveLength(1)
  expect(reasons()).toEqual(['operation_parked', 'operation_resumed', 'operation_done'])
})

test(
  'two processes on one file make one call of a hundred resumes',
  { tags: ['STP-2', 'PIT-4'] },
  async () => {
    const file = newFile()
    let calls = 0
    const open = async () => service(() => ((calls += 1), slowly()), { store: await openFile(file) })
    const each = [await open(), await open()]
    const { id } = (await each[0]!.operations.park(parking))!
    await Promise.all(Array.from({ length: 100 }, (_, n) => each[n % 2]!.operations.resume(callerOf(), id)))
    expect(calls).toBe(1)
    await Promise.all(each.map(({ operations }) => operations.close()))
  },
)

test('whatever is done in whatever order, a call runs at most once after each permission', async () => {
  const step = fc.constantFrom('resume', 'cancel', 'foreign', 'expire', 'sweep', 'find')
  const answers = fc.array(fc.constantFrom('done', 'failed', 'challenge', 'outage'), { maxLength: 8 })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), answers, async (steps, script) => {
      let now = 0
      let running = 0
      let together = 0
      const ran: string[] = []
      const strangers: string[] = []
      const { operations, audit } = await service(
        async () => {
          running += 1
          together = Math.max(together, running)
          const answer = script[ran.length] ?? 'done'
          ran.push(answer)
          await Promise.resolve()
          running -= 1
          return SCRIPT[answer]!(ran.length)
        },
        { now: () => now },
      )
      const { id } = (await operations.park(parking))!
      await Promise.all(
        steps.map(async (name) => {
          if (name === 'expire') now += 40_000
          if (name === 'sweep') await operations.sweep()
          if (name === 'find') await operations.find(callerOf(), id)
          if (name === 'cancel') await operations.cancel(callerOf(), id)
          if (name === 'resume') await operations.resume(callerOf(), id).catch(() => undefined)
          if (name === 'foreign') strangers.push((await operations.resume(callerOf(BOB), id)).is)
        }),
      )
      expect(together).toBeLessThanOrEqual(1)
      expect(strangers.filter((told) => told !== 'unknown')).toEqual([])
      // After an end nothing runs; before it, what ran had been claimed and recorded.
      const ends = ran.filter((answer) => answer === 'done' || answer === 'failed')
      expect(ends.length).toBeLessThanOrEqual(1)
      expect(ran.slice(0, -1)).not.toContain('done')
      expect(audit.records.filter(({ reason }) => reason === 'operation_resumed')).toHaveLength(ran.length)
      await operations.close()
    }),
    { numRuns: 200 },
  )
})

const SCRIPT: Record<string, (n: number) => ToolOutput> = {
  done: () => OUTPUT,
  failed: () => ({ ok: false, server: 's', tool: 't', refusal: { by: 's', reason: 'No.' } }),
  challenge: (n) => challenge(`{"n":${n}}`),
  outage: () => ({
    ok: false,
    server: 's',
    tool: 't',
    refusal: { by: 's', reason: 'Down.', remedy: 'retry_later' },
  }),
}

test(
  'another client of the same person may not resume it; the right one still may',
  { tags: ['STP-2'] },
  async () => {
    const { operations, reasons } = await service(done)
    const { id } = (await operations.park(parking))!
    await expect(operations.resume(callerOf(undefined, 'other'), id)).rejects.toThrow(
      'operation_not_permitted',
    )
    expect(reasons()).toEqual(['operation_parked', 'client_not_allowed'])
    expect(await operations.resume(callerOf(), id)).toMatchObject({ is: 'ended' })
  },
)

test('an earlier challenge that comes back after another one ends the loop', async () => {
  const script = [challenge('{"second":1}'), challenge('{"first":1}')]
  const { operations } = await service(() => Promise.resolve(script.shift()!))
  const { id } = (await operations.park(parking))!
  await expect(operations.resume(callerOf(), id)).rejects.toThrow('claims_insufficient')
  expect(await operations.resume(callerOf(), id)).toMatchObject({
    is: 'ended',
    operation: { state: 'failed', error: 'challenge_repeated' },
  })
})

test('after an interruption the same proof may be asked for once more: the person was not asked just before', async () => {
  const script = [SCRIPT['outage']!(1), challenge('{"first":1}'), challenge('{"first":1}')]
  const { operations } = await service(() => Promise.resolve(script.shift()!))
  const { id } = (await operations.park(parking))!
  await expect(operations.resume(callerOf(), id)).rejects.toThrow('resource_unavailable')
  await expect(operations.resume(callerOf(), id)).rejects.toThrow('claims_insufficient')
  expect(await operations.resume(callerOf(), id)).toMatchObject({
    operation: { error: 'challenge_repeated' },
  })
})

test('Entra’s “blocked” comes with claims as well: it ends the operation, nobody is sent round again', async () => {
  const refusal = { by: 's', reason: 'No.', remedy: 'contact_administrator', claims: btoa('{"new":1}') }
  const { operations } = await service(() =>
    Promise.resolve({ ok: false, server: 's', tool: 't', refusal } as const),
  )
  const { id } = (await operations.park(parking))!
  expect(await operations.resume(callerOf(), id)).toMatchObject({ operation: { state: 'failed' } })
})

test('what waited too long runs no more, whether or not a sweep came by', async () => {
  let now = 0
  let calls = 0
  const { operations, reasons } = await service(() => ((calls += 1), done()), { now: () => now })
  const [first, second] = [(await operations.park(parking))!, (await operations.park(parking))!]
  now = 59_999
  expect(await operations.find(callerOf(), first.id)).toMatchObject({ state: 'needs_user' })
  now = 60_000
  expect(await operations.resume(callerOf(), first.id)).toEqual({ is: 'gone', error: 'operation_expired' })
  await operations.sweep()
  expect(await operations.cancel(callerOf(), second.id)).toMatchObject({ is: 'busy' })
  expect(calls).toBe(0)
  expect(reasons().filter((reason) => reason === 'operation_expired')).toHaveLength(3)
  now += 24 * 3600_000
  expect(await operations.list(callerOf())).toEqual([])
  await operations.sweep()
  expect(await operations.find(callerOf(), first.id)).toBeUndefined()
})

test('what a dead process left running is interrupted, and the person may try again', async () => {
  const file = newFile()
  const before = await service(done, { store: await openFile(file) })
  const { id } = (await before.operations.park(parking))!
  // As a process that is killed in the middle leaves it.
  const dead = await openFile(file)
  await dead.change((await dead.find(parking.subject, id))!, { state: 'running' })
  await dead.close()
  const after = await service(done, { store: await openFile(file) })
  expect(await after.operations.find(callerOf(), id)).toMatchObject({ state: 'running' })
  await after.operations.sweep()
  expect(await after.operations.find(callerOf(), id)).toMatchObject({ state: 'interrupted' })
  expect(after.reasons()).toEqual(['operation_interrupted'])
  expect(await after.operations.resume(callerOf(), id)).toMatchObject({ operation: { state: 'done' } })
  await before.operations.close()
  await after.operations.close()
})

test('a stop waits for what runs, and what is broken off then is interrupted, not lost', async () => {
  const file = newFile()
  const stop = new AbortController()
  const { operations } = await service(
    () => new Promise((_, reject) => stop.signal.addEventListener('abort', () => reject(new Error('cut')))),
    { store: await openFile(file) },
  )
  const { id } = (await operations.park(parking))!
  const resumed = operations.resume(callerOf(undefined, 'host', stop.signal), id)
  const refused = resumed.catch((error: unknown) => error)
  await expect.poll(async () => (await operations.find(callerOf(), id))?.state).toBe('running')
  const closed = operations.close()
  stop.abort()
  expect(await refused).toMatchObject({ reason: 'resource_unavailable' })
  await closed
  const after = await openFile(file)
  expect(await after.find(parking.subject, id)).toMatchObject({ state: 'interrupted' })
  await after.close()
})

test('a call that cannot be put on the record is not made', async () => {
  let calls = 0
  const { operations, audit } = await service(() => ((calls += 1), done()))
  const { id } = (await operations.park(parking))!
  audit.write = () => {
    throw new Error('disk full')
  }
  await expect(operations.resume(callerOf(), id)).rejects.toThrow('disk full')
  expect(calls).toBe(0)
})

test('too many, or too large: it is not kept, and whoever asks is told at once', async () => {
  const { operations } = await service(done, { store: await openFile(':memory:', { most: 1 }) })
  const call = { server: 's', tool: 't', arguments: { text: 'x'.repeat(300_000) }, approved: true }
  expect(await operations.park({ ...parking, call })).toBeUndefined()
  expect(await operations.park(parking)).toMatchObject({ state: 'needs_user' })
  expect(await operations.park(parking)).toBeUndefined()
})

test('a job is resumed by whoever registered for jobs, once', async () => {
  const { operations } = await service(() => Promise.reject(new Error('not a tool call')))
  operations.register('job', ({ jobId }) => Promise.resolve({ ...OUTPUT, content: `job ${jobId}` }))
  expect(() => operations.register('job', done)).toThrow('resumed by somebody else')
  const { id } = (await operations.park({ ...parking, kind: 'job', jobId: '7', needs: needing('{}') }))!
  expect(await operations.resume(callerOf(), id)).toMatchObject({
    operation: { state: 'done', jobId: '7', output: { content: 'job 7', operation: { id } } },
  })
})
