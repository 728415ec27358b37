import { setTimeout } from 'node:timers/promises'
import { Refusal, type ProofUse } from '@chain-of-trust/auth-core'
import { startRedis, type TestRedis, type TestRedisOptions } from '@chain-of-trust/testkit/redis'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { freshProof, outcomeOf, startReplica, TENANT, until, type Replica } from './replica.fixture.ts'
import type { SharedStateTimes } from './shared-state.ts'

vi.setConfig({ testTimeout: 60_000 })
const HOUR = 3600
/** Milliseconds. */
const NEVER = 1000 * HOUR
const AWAY = expect.objectContaining({ name: 'SharedStateUnavailable' }) as Error
const alice = { tid: TENANT, oid: 'alice' }
const opened: { stop: () => Promise<void> }[] = []
afterEach(async () => {
  for (const one of opened.splice(0).toReversed()) await one.stop()
})

async function server(options?: TestRedisOptions): Promise<TestRedis> {
  const redis = await startRedis(options)
  opened.push(redis)
  return redis
}

async function replica(redis: TestRedis, times?: SharedStateTimes): Promise<Replica> {
  const one = await startReplica(redis, times)
  opened.push({ stop: one.close })
  return one
}

/** What becomes of a proof when the outage is over: its end is noticed by each replica in its own time. */
async function settled(one: Replica, proof: () => ProofUse | Promise<ProofUse>): Promise<string> {
  for (;;) {
    let outcome = 'replay_memory_unavailable'
    try {
      outcome = await outcomeOf(one, await proof())
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
    }
    if (outcome !== 'replay_memory_unavailable') return outcome
    await setTimeout(10)
  }
}

const isBack = (one: Replica) =>
  until(async () => (await outcomeOf(one, freshProof(undefined))) === 'nonce_required')

describe('a server that is away', () => {
  test('nobody is let in meanwhile, and it recovers by itself', async () => {
    const redis = await server()
    const one = await replica(redis)
    await one.revocations.caughtUp()
    const nonce = await one.proofs.nonce()
    expect(await outcomeOf(one, freshProof(nonce))).toBe('first_use')
    await redis.kill()
    expect(await outcomeOf(one, freshProof(nonce))).toBe('replay_memory_unavailable')
    expect(() => one.proofs.nonce()).toThrow('replay_memory_unavailable')
    expect(one.revocations.known()).toBe(false)
    await redis.start()
    await isBack(one)
    await until(() => one.revocations.known())
    expect(await outcomeOf(one, freshProof(await one.proofs.nonce()))).toBe('first_use')
    expect(one.told.at(-1)).toBe('the shared state is reached again')
  })

  test('a service starts without it, and lets people in when it is there', async () => {
    const redis = await server()
    await redis.kill()
    const one = await replica(redis, { startup: 1 })
    expect(await outcomeOf(one, freshProof(undefined))).toBe('replay_memory_unavailable')
    await redis.start()
    await isBack(one)
  })

  test('a revocation is in force at once, and not acknowledged before the server has it', async () => {
    const redis = await server()
    const one = await replica(redis)
    await redis.kill()
    const instant = Math.ceil(Date.now() / 1000) + HOUR
    await expect(one.revocations.revoke(alice, instant)).rejects.toThrow(AWAY)
    await expect(one.revocations.flush(alice)).rejects.toThrow(AWAY)
    await expect(one.revocations.caughtUp()).rejects.toThrow(AWAY)
    expect(one.revocations.revokedBefore(alice)).toBe(instant)
  })

  test('one that is there and says nothing is not believed while its answer is awaited', async () => {
    const redis = await server()
    const one = await replica(redis, { patience: NEVER, silence: 200 })
    await one.revocations.caughtUp()
    redis.pause()
    await until(() => !one.revocations.known())
    expect(await outcomeOf(one, freshProof(undefined))).toBe('replay_memory_unavailable')
    redis.resume()
    await until(() => one.revocations.known())
  })

  test('what was told while nobody listened: caches are emptied, and nobody is signed out', async () => {
    const redis = await server()
    let time = Math.floor(Date.now() / 1000)
    const one = await replica(redis, { now: () => time })
    await one.revocations.caughtUp()
    const before = one.revocations.revokedBefore(alice)
    expect(before).toBeLessThanOrEqual(time)
    const heard: unknown[] = []
    one.revocations.onFlush((whose) => heard.push(whose))
    time += 100
    await redis.admin('CLIENT', 'KILL', 'SKIPME', 'yes')
    await until(() => one.told.length > 0 && one.revocations.known())
    expect(heard).toContainEqual({ tid: TENANT })
    expect(one.revocations.revokedBefore(alice)).toBe(before)
  })

  test('one that says nothing is not waited for', async () => {
    const redis = await server()
    const one = await replica(redis, { patience: 300, silence: 200 })
    await one.revocations.caughtUp()
    const nonce = await one.proofs.nonce()
    redis.pause()
    await until(() => !one.revocations.known())
    expect(await outcomeOf(one, freshProof(nonce))).toBe('replay_memory_unavailable')
    await until(() => one.told.includes('no answer within 300 ms'))
    redis.resume()
    await isBack(one)
    await until(() => one.revocations.known())
  })
})

describe('a server that lost its memory', () => {
  test.each([
    [
      'it started anew',
      async (redis: TestRedis) => {
        await redis.kill()
        await redis.start()
      },
    ],
    [
      'it started from a snapshot of before',
      async (redis: TestRedis) => {
        await redis.kill()
        await redis.start({ empty: false })
      },
    ],
    ['somebody emptied it', async (redis: TestRedis) => void (await redis.admin('FLUSHALL'))],
  ])('no proof outlives the record of its use: %s', async (_how, lose) => {
    const redis = await server()
    const [one, two] = [await replica(redis), await replica(redis)]
    const nonce = await one.proofs.nonce()
    await redis.admin('SAVE')
    const used = freshProof(nonce)
    expect(await outcomeOf(one, used)).toBe('first_use')
    await lose(redis)
    for (const each of [one, two]) expect(await settled(each, () => used)).toBe('nonce_required')
    const next = () => one.proofs.nonce()
    expect(await settled(two, async () => freshProof(await next()))).toBe('first_use')
  })

  test('no proof outlives the record of its use: before anybody notices that it is gone', async () => {
    const redis = await server()
    const one = await replica(redis, { beat: NEVER, silence: NEVER, patience: NEVER })
    const used = freshProof(await one.proofs.nonce())
    expect(await outcomeOf(one, used)).toBe('first_use')
    expect(await outcomeOf(one, used)).toBe('replayed')
    await redis.admin('FLUSHALL')
    expect(await outcomeOf(one, used)).toBe('nonce_required')
    expect(one.told).toEqual([])
  })

  test('the replicas give back what they hold, and the older tokens of everybody are refused', async () => {
    const redis = await server()
    let time = Math.floor(Date.now() / 1000)
    const one = await replica(redis, { now: () => time })
    await one.revocations.caughtUp()
    await one.revocations.revoke(alice, time + HOUR)
    const heard: unknown[] = []
    one.revocations.onFlush((whose) => heard.push(whose))
    time += 100
    await redis.kill()
    await redis.start()
    await until(() => one.revocations.known())
    expect(one.revocations.revokedBefore({ tid: TENANT, oid: 'bob' })).toBe(time)
    expect(heard).toContainEqual({ tid: TENANT })
    const later = await replica(redis, { now: () => time })
    await later.revocations.caughtUp()
    expect(later.revocations.revokedBefore(alice)).toBe(time - 100 + HOUR)
    expect(later.revocations.revokedBefore({ tid: TENANT, oid: 'bob' })).toBe(time)
  })

  test('it is found when nobody asks anything', async () => {
    const redis = await server()
    let time = Math.floor(Date.now() / 1000)
    const one = await replica(redis, { now: () => time })
    await one.revocations.revoke(alice, time + HOUR)
    time += 100
    await redis.admin('FLUSHALL')
    await until(
      async () => (await redis.admin('ZSCORE', 'mcp-github:revocations', `${TENANT} alice`)) !== null,
    )
    const bob = { tid: TENANT, oid: 'bob' }
    await until(() => one.revocations.revokedBefore(bob) === time)
    expect(one.revocations.revokedBefore(bob)).toBe(time)
  })

  test('a list that came through a restart of the service alone revokes nobody else', async () => {
    const redis = await server()
    let time = Math.floor(Date.now() / 1000)
    const first = await startReplica(redis, { now: () => time })
    const before = first.revocations.revokedBefore(alice)
    await first.close()
    time += 100
    const second = await replica(redis, { now: () => time })
    expect(second.revocations.revokedBefore(alice)).toBe(before)
  })
})

describe('a server that would forget', () => {
  test('one that evicts keys is not used, and its operator is told', async () => {
    const redis = await server({ settings: { 'maxmemory-policy': 'allkeys-lru' } })
    const one = await replica(redis, { startup: 1 })
    await until(() => one.told.length > 0)
    expect(await outcomeOf(one, freshProof(undefined))).toBe('replay_memory_unavailable')
    expect(one.told).toEqual(['the server evicts keys (maxmemory-policy allkeys-lru); set noeviction'])
    await redis.admin('CONFIG', 'SET', 'maxmemory-policy', 'noeviction')
    await isBack(one)
  })

  test('one that is full refuses rather than forgets', async () => {
    const redis = await server()
    const one = await replica(redis)
    const nonce = await one.proofs.nonce()
    await redis.admin('CONFIG', 'SET', 'maxmemory', '1')
    expect(await outcomeOf(one, freshProof(nonce))).toBe('replay_memory_unavailable')
    await redis.admin('CONFIG', 'SET', 'maxmemory', '0')
    expect(await outcomeOf(one, freshProof(nonce))).toBe('first_use')
  })

  test('one that is full takes a revocation all the same', async () => {
    const redis = await server()
    const [one, two] = [await replica(redis), await replica(redis)]
    await redis.admin('CONFIG', 'SET', 'maxmemory', '1')
    const instant = Math.ceil(Date.now() / 1000) + HOUR
    await one.revocations.revoke(alice, instant)
    await until(() => two.revocations.revokedBefore(alice) === instant)
    const score = await redis.admin('ZSCORE', 'mcp-github:revocations', `${TENANT} alice`)
    expect(Number(score)).toBe(instant)
  })
})
