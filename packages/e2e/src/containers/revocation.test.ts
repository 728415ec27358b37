import { expect, test } from 'vitest'
import { person, type Person } from '../person.ts'
import { ORCHESTRATOR } from '../system-under-test.ts'
import { tenant } from '../tenant.ts'
import { openAuditLogs } from './docker.ts'

test('a revocation that one replica heard holds at each of them, and for nobody else', async () => {
  const [frank, bob] = [await person('Frank'), await person('Bob')]
  const ask = async (who: Person) => (await who.send(`${ORCHESTRATOR}/api/operations`)).status
  const many = (who: Person) => Promise.all(Array.from({ length: 20 }, () => ask(who)))
  expect(new Set(await many(frank))).toEqual(new Set([200]))
  const before = await refusals()
  expect(before).toHaveLength(2)

  await tenant.act('Frank', 'revokeSessions')
  await expect.poll(() => ask(frank), { interval: 20, timeout: 60_000 }).toBe(401)
  // Both hear of it in the same moment, or nearly.
  await expect.poll(async () => new Set(await many(frank)), { timeout: 60_000 }).toEqual(new Set([401]))
  for (const [n, count] of (await refusals()).entries()) expect(count).toBeGreaterThan(before[n]!)
  expect(new Set(await many(bob))).toEqual(new Set([200]))
})

const refusals = async () =>
  (await openAuditLogs('orchestrator')).map(
    ({ records }) => records.filter(({ reason }) => reason === 'claims_insufficient').length,
  )
