import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memoryRevocations, type RevocationList, type Whose } from '@chain-of-trust/auth-core'
import { startRedis } from '@chain-of-trust/testkit/redis'
import { afterAll, describe, expect, test } from 'vitest'
import { openRevocations } from '../revocations.ts'
import { startReplica, TENANT, until, type Replica } from './replica.fixture.ts'

const folder = mkdtempSync(join(tmpdir(), 'revocations-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const redis = await startRedis()
afterAll(() => redis.stop())
const replicas: Replica[] = []
afterAll(() => Promise.all(replicas.map((replica) => replica.close())))
const start = async (service: string, now?: () => number) => {
  const replica = await startReplica(redis, { service, ...(now && { now }) })
  replicas.push(replica)
  return replica
}

const NOW = Math.floor(Date.now() / 1000)
const HOUR = 3600
const alice = { tid: TENANT, oid: 'alice' }
const bob = { tid: TENANT, oid: 'bob' }
let runs = 0

describe.each([
  ['memory', async (): Promise<RevocationList> => memoryRevocations()],
  ['SQLite', async () => openRevocations('x', { STATE_DIR: join(folder, String((runs += 1))) })],
  ['Valkey', async () => (await start(`conformance-${(runs += 1)}`)).revocations],
])('a list of revocations: %s', (_name, open) => {
  test('tokens from before the instant, a whole second; a late message takes nothing back', async () => {
    const list = await open()
    await list.revoke(alice, NOW + HOUR + 0.2)
    await list.revoke(alice, NOW)
    expect(list.revokedBefore(alice)).toBe(NOW + HOUR + 1)
  })

  test("one person's is not another's, nor that of the same oid elsewhere", async () => {
    const list = await open()
    const before = list.revokedBefore(bob)
    await list.revoke(alice, NOW + HOUR)
    expect(list.revokedBefore(bob)).toBe(before)
    expect(list.revokedBefore({ tid: 'elsewhere', oid: 'alice' })).toBe(before)
  })

  test('whoever keeps tokens hears of it before it is answered', async () => {
    const list = await open()
    const heard: Whose[] = []
    list.onFlush((whose) => heard.push(whose))
    await list.revoke(alice, NOW + HOUR)
    expect(heard[0]).toEqual(alice)
    await list.flush({ tid: TENANT })
    expect(heard).toContainEqual({ tid: TENANT })
  })
})

describe('replicas', () => {
  test('what one hears, the other knows; and whose caches are to be emptied', async () => {
    const [one, two] = [await start('pair'), await start('pair')]
    const heard: Whose[] = []
    two.revocations.onFlush((whose) => heard.push(whose))
    await one.revocations.revoke(alice, NOW + HOUR)
    await until(() => two.revocations.revokedBefore(alice) === NOW + HOUR)
    await one.revocations.flush(bob)
    await until(() => heard.length > 1)
    expect(heard).toEqual([alice, bob])
  })

  test('one that starts later has the whole list before it lets anybody in', async () => {
    const one = await start('later')
    await one.revocations.revoke(alice, NOW + HOUR)
    await one.close()
    const two = await start('later')
    expect(two.revocations.known()).toBe(false)
    await two.revocations.caughtUp()
    expect(two.revocations.known()).toBe(true)
    expect(two.revocations.revokedBefore(alice)).toBe(NOW + HOUR)
  })

  test('what was acknowledged elsewhere while it was catching up, it knows too', async () => {
    const one = await start('catching-up')
    await redis.admin('ZADD', 'catching-up:revocations', String(NOW + HOUR), `${TENANT} alice`)
    await one.revocations.caughtUp()
    expect(one.revocations.revokedBefore(alice)).toBe(NOW + HOUR)
  })

  test('what no token can be older than is forgotten', async () => {
    let time = NOW
    const one = await start('old', () => time)
    await one.revocations.revoke(alice, NOW)
    time += 30 * HOUR
    await one.revocations.revoke(bob, time)
    const held = await redis.admin('ZRANGE', 'old:revocations', '0', '-1')
    expect(held).toEqual([`${TENANT} bob`])
  })

  test('services do not share their lists', async () => {
    const [one, another] = [await start('one'), await start('another')]
    await one.revocations.revoke(alice, NOW + HOUR)
    await another.revocations.caughtUp()
    expect(another.revocations.revokedBefore(alice)).toBeLessThan(NOW + HOUR)
  })

  test('a message that cannot be read may be a revocation: the list is read again', async () => {
    const one = await start('garbled')
    await one.revocations.caughtUp()
    await redis.admin('ZADD', 'garbled:revocations', String(NOW + HOUR), `${TENANT} alice`)
    await redis.admin('PUBLISH', 'garbled:revoked', 'nonsense')
    await until(() => one.revocations.revokedBefore(alice) === NOW + HOUR)
    await until(() => one.revocations.known())
    expect(one.revocations.revokedBefore(alice)).toBe(NOW + HOUR)
  })
})
