import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { memoryProofs, type ProofMemory } from '@chain-of-trust/auth-core'
import { startRedis } from '@chain-of-trust/testkit/redis'
import { afterAll, describe, expect, test } from 'vitest'
import { freshProof, nonceOf, outcomeOf, startReplica, type Replica } from './replica.fixture.ts'

const redis = await startRedis()
afterAll(() => redis.stop())
const replicas: Replica[] = []
afterAll(() => Promise.all(replicas.map((replica) => replica.close())))

type Open = (now?: () => number) => Promise<ProofMemory>
const valkey: Open = async (now) => {
  const replica = await startReplica(redis, { service: `service-${replicas.length}`, ...(now && { now }) })
  replicas.push(replica)
  return replica.proofs
}
const memory: Open = async (now) => memoryProofs(now && { now })

describe.each([
  ['one process', memory],
  ['Valkey', valkey],
])('a memory of proofs: %s', (_name, open) => {
  test('a proof passes once, also when it comes a hundred times at the same moment', async () => {
    const proofs = await open()
    const proof = freshProof(await proofs.nonce())
    const outcomes = await Promise.all(Array.from({ length: 100 }, () => outcomeOf({ proofs }, proof)))
    expect(outcomes.filter((outcome) => outcome === 'first_use')).toHaveLength(1)
    expect(outcomes.filter((outcome) => outcome === 'replayed')).toHaveLength(99)
  })

  test("one client's jti does not burn another's", async () => {
    const proofs = await open()
    const proof = freshProof(await proofs.nonce())
    expect(await outcomeOf({ proofs }, proof)).toBe('first_use')
    expect(await outcomeOf({ proofs }, { ...proof, jkt: 'another key' })).toBe('first_use')
  })

  test('a proof without our nonce is asked for one, and passes with it', async () => {
    const proofs = await open()
    for (const nonce of [undefined, '', 'of somebody else']) {
      const asked = nonceOf(await proofs.use(freshProof(nonce)))
      expect(await outcomeOf({ proofs }, freshProof(asked))).toBe('first_use')
    }
  })

  test('a nonce is accepted for one to two windows', async () => {
    let time = 1_800_000_000
    const proofs = await open(() => time)
    const nonce = await proofs.nonce()
    time += 300
    expect(await outcomeOf({ proofs }, freshProof(nonce, { expiresAt: time + 60 }))).toBe('first_use')
    time += 300
    expect(await outcomeOf({ proofs }, freshProof(nonce, { expiresAt: time + 60 }))).toBe('nonce_required')
  })
})

describe('replicas', () => {
  test(
    'a hundred equal proofs at two processes at the same moment: one passes',
    { timeout: 60_000 },
    async () => {
      const [one, two] = [startProcess(), startProcess()]
      const nonces = [await one.nonce, await two.nonce]
      expect(nonces[0]).toBe(nonces[1])
      const proof = freshProof(nonces[0])
      const outcomes = (await Promise.all([one.use(proof, 50), two.use(proof, 50)])).flat()
      expect(outcomes.filter((outcome) => outcome === 'first_use')).toHaveLength(1)
      expect(outcomes.filter((outcome) => outcome === 'replayed')).toHaveLength(99)
      await Promise.all([one.end(), two.end()])
    },
  )

  test('a nonce of a replica whose clock is before ours is one of ours', async () => {
    const time = Math.ceil(Date.now() / 300_000) * 300
    const late = await startReplica(redis, { service: 'clocks', now: () => time - 20 })
    const early = await startReplica(redis, { service: 'clocks', now: () => time + 20 })
    replicas.push(late, early)
    const proof = freshProof(await early.proofs.nonce(), { expiresAt: time + 60 })
    expect(await outcomeOf(late, proof)).toBe('first_use')
    expect(await outcomeOf(early, proof)).toBe('replayed')
  })

  test('a proof is remembered longer than any replica takes it, with a minute between their clocks', async () => {
    const replica = await startReplica(redis, { service: 'ttl' })
    replicas.push(replica)
    const proof = freshProof(await replica.proofs.nonce(), { expiresAt: Date.now() / 1000 + 65 })
    await replica.proofs.use(proof)
    const [key] = (await redis.admin('KEYS', 'ttl:proof:*')) as string[]
    const left = Number(await redis.admin('PTTL', String(key)))
    expect(left).toBeGreaterThan(120_000)
    expect(left).toBeLessThanOrEqual(125_000)
  })
})

/** Another process of the same service. */
function startProcess() {
  const script = fileURLToPath(new URL('replica-process.fixture.ts', import.meta.url))
  const child = spawn(process.execPath, [script, redis.url], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })
  const line = async () => JSON.parse(String((await once(lines, 'line'))[0])) as unknown
  return {
    nonce: line() as Promise<string>,
    async use(proof: ReturnType<typeof freshProof>, times: number) {
      const answer = line()
      child.stdin.write(`${JSON.stringify({ proof, times })}\n`)
      return (await answer) as string[]
    },
    async end() {
      child.stdin.end()
      await once(child, 'exit')
    },
  }
}
