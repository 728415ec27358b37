import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { OperationState } from './operation.ts'
import { ALICE, BOB, newFile, operation } from './operations.fixture.ts'
import { openOperationStore } from './sqlite-operation-store.ts'

test('what is stored is there after a restart, as it was', async () => {
  const file = newFile()
  const before = openOperationStore(file)
  await before.add(operation())
  before.close()
  const after = openOperationStore(file)
  expect(await after.find(ALICE, 'op')).toEqual(operation())
  after.close()
})

test('the file is readable by us alone', () => {
  const file = newFile()
  const store = openOperationStore(file)
  expect([statSync(file).mode & 0o777, statSync(dirname(file)).mode & 0o777]).toEqual([0o600, 0o700])
  store.close()
})

test('nobody finds, lists or changes what is another person’s', async () => {
  const store = openOperationStore(':memory:')
  await store.add(operation())
  expect(await store.find(BOB, 'op')).toBeUndefined()
  expect(await store.find({ tid: 'another', oid: ALICE.oid }, 'op')).toBeUndefined()
  expect(await store.list(BOB)).toEqual([])
  expect(await store.change(operation({ subject: BOB }), { state: 'cancelled' })).toBeUndefined()
  expect(await store.exists('op')).toBe(true)
  expect((await store.find(ALICE, 'op'))?.state).toBe('needs_user')
})

test('of two changes to one version the second is lost, in two stores of one file as well', async () => {
  const file = newFile()
  const [first, second] = [openOperationStore(file), openOperationStore(file)]
  await first.add(operation())
  const seen = [await first.find(ALICE, 'op'), await second.find(ALICE, 'op')] as const
  expect(await first.change(seen[0]!, { state: 'running' })).toMatchObject({ state: 'running', version: 1 })
  expect(await second.change(seen[1]!, { state: 'running' })).toBeUndefined()
  expect(await second.change(seen[1]!, { state: 'cancelled' })).toBeUndefined()
  first.close()
  second.close()
})

test.for(['done', 'failed', 'cancelled', 'expired'] as const)(
  'what has ended stays as it is: %s',
  async (from) => {
    const store = openOperationStore(':memory:')
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
  const store = openOperationStore(':memory:')
  await store.add(operation({ state: from }))
  await expect(store.change(operation({ state: from }), { state })).rejects.toThrow(
    `from ${from} to ${state}`,
  )
})

test('one person can have so many waiting, and takes no place from another', async () => {
  const store = openOperationStore(':memory:', { most: 2 })
  const added = ['a', 'b', 'c'].map((id) => store.add(operation({ id })))
  expect(await Promise.all(added)).toEqual([true, true, false])
  expect(await store.add(operation({ id: 'd', subject: BOB }))).toBe(true)
  await store.change(operation({ id: 'a' }), { state: 'cancelled', finishedAt: 1 })
  expect(await store.add(operation({ id: 'c' }))).toBe(true)
})

test('of what has ended the latest are kept, and forgotten in their time', async () => {
  const store = openOperationStore(':memory:', { kept: 2 })
  for (const [n, id] of ['a', 'b', 'c'].entries()) {
    await store.add(operation({ id }))
    await store.change(operation({ id }), { state: 'cancelled', finishedAt: n })
  }
  await store.add(operation({ id: 'waiting' }))
  const ids = async () => (await store.list(ALICE)).map(({ id }) => id)
  expect(await ids()).toEqual(['waiting', 'b', 'c'])
  await store.forget(1)
  expect(await ids()).toEqual(['waiting', 'c'])
})

test('what waited too long is overdue; what runs or has ended is not', async () => {
  const store = openOperationStore(':memory:')
  for (const state of OperationState.options) await store.add(operation({ id: state, state }))
  const overdue = (await store.overdue(1000)).map(({ id }) => id)
  expect(overdue.toSorted((a, b) => a.localeCompare(b))).toEqual(['interrupted', 'needs_user'])
  expect(await store.overdue(999)).toEqual([])
})

test('a process that runs is not taken for dead by another; one that was killed is', async () => {
  const file = newFile()
  const store = openOperationStore(file)
  await store.add(operation())
  const holder = fileURLToPath(new URL('running.fixture.ts', import.meta.url))
  const child = spawn(process.execPath, [holder, file], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child.stdout, 'data')
  expect((await store.find(ALICE, 'op'))?.state).toBe('running')
  expect(await store.orphaned()).toEqual([])
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(await store.orphaned()).toMatchObject([{ id: 'op', state: 'running' }])
  store.close()
  expect(readdirSync(dirname(file)).filter((name) => name.endsWith('.runner'))).toEqual([])
})
