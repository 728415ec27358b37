import { expect, test } from 'vitest'
import { ALICE, BOB, callerOf, OUTPUT, parking, service } from './operations.fixture.ts'
import type { Needs } from './operation.ts'

const URL = 'http://localhost:4420/connect/fresh'
const needs: Needs = {
  kind: 'link',
  by: 'mcp-x',
  reason: 'x',
  provider: 'x',
  scopes: ['a'],
  url: 'http://x.example',
}

async function connecting() {
  const asked: unknown[][] = []
  const accounts = {
    has: () => Promise.resolve(true),
    connect: async (_caller: unknown, ...request: unknown[]) => {
      asked.push(request)
      return { url: URL, expiresAt: '2100-01-01T00:00:00.000Z' }
    },
  }
  return { asked, ...(await service(() => Promise.resolve(OUTPUT), { accounts })) }
}

test('a fresh page is for what the call waits for beside what is granted, and stands in the place of the old one', async () => {
  const { operations, asked } = await connecting()
  const { id } = (await operations.park({ ...parking, needs }))!
  expect(await operations.connect(callerOf(), id)).toMatchObject({ is: 'page', page: { url: URL } })
  expect(asked).toEqual([['mcp-x', ['a'], { inAddition: true }]])
  expect((await operations.find(callerOf(), id))?.needs?.url).toBe(URL)
})

test('another client of the same person, or another person, gets no page', async () => {
  const { operations, asked, reasons } = await connecting()
  const { id } = (await operations.park({ ...parking, needs }))!
  await expect(operations.connect(callerOf(ALICE, 'other'), id)).rejects.toMatchObject({
    reason: 'operation_not_permitted',
  })
  expect(await operations.connect(callerOf(BOB), id)).toEqual({ is: 'unknown' })
  expect(asked).toEqual([])
  expect(reasons()).toEqual(['operation_parked', 'client_not_allowed', 'operation_foreign'])
})

test('while somebody resumes it, a fresh page does not make it wait again', async () => {
  const { operations } = await connecting()
  const { id } = (await operations.park({ ...parking, needs }))!
  const [resumed] = await Promise.all([operations.resume(callerOf(), id), operations.connect(callerOf(), id)])
  expect(resumed).toMatchObject({ is: 'ended', operation: { state: 'done' } })
  expect(await operations.connect(callerOf(), id)).toEqual({ is: 'not_waiting' })
})
