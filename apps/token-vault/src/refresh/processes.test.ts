import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { memoryAuditLog } from '@chain-of-trust/auth-core'
import { startPostgres, type TestPostgres } from '@chain-of-trust/testkit/postgres'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { createTestProvider, providersOf, settingsAt } from '../provider.fixture.ts'
import { github } from '../providers/github.ts'
import { openState } from '../store/open-state.ts'
import { MCP_GITHUB, SCOPES, TENANT } from '../vault.fixture.ts'
import { createVault } from '../vault.ts'

const MAIN = fileURLToPath(new URL('../vault-process.fixture.ts', import.meta.url))

/** The rows of one test are the next one's, so the keys are, too. */
const state = mkdtempSync(join(tmpdir(), 'vault-'))
let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startPostgres()
}, 60_000)
afterAll(() => postgres.stop())

/** One PostgreSQL, one provider, and as many vaults as one starts. */
async function startSystem() {
  const settings = {
    STATE_DIR: state,
    KEK_PROVIDER: 'file' as const,
    KEK_DIR: join(state, 'kek'),
    KEK_VAULT_URL: undefined,
    KEK_NAME: undefined,
    DATABASE_URL: postgres.url,
    DATABASE_PASSWORD_FILE: postgres.passwordFile,
  }
  const provider = createTestProvider()
  const at = await provider.listen()
  const { store, cipher, database } = await openState(settings, () => {
    throw new Error('no key vault here')
  })
  await database.run('delete from link')
  const providers = providersOf(github(settingsAt(at.url)))
  const vault = createVault({ store, cipher, providers, audit: memoryAuditLog('t'), onTrouble: () => {} })
  onTestFinished(async () => {
    at.close()
    await database.close()
  })
  return {
    provider,
    store,
    /** A link whose access token has expired. */
    expired: async (oid: string) => {
      const granted = provider.authorize(oid, SCOPES)
      const owner = { tid: TENANT, oid, client: MCP_GITHUB }
      await vault.links.store(owner, { ...granted, provider: 'github', expiresAt: Date.now() - 1000 })
      return granted.grant
    },
    start: () => startProcess(JSON.stringify(settings), at.url),
  }
}

async function startProcess(settings: string, providerUrl: string) {
  const child = spawn(process.execPath, [MAIN, settings, providerUrl], { stdio: ['pipe', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const asked = new Map<string, (answer: string) => void>()
  const lines = createInterface({ input: child.stdout })
  await once(lines, 'line')
  lines.on('line', (line) => {
    const [id, answer] = line.split(' ') as [string, string]
    asked.get(id)?.(answer)
  })
  return {
    access(oid: string): Promise<string> {
      const id = String(asked.size)
      const answer = new Promise<string>((resolve) => asked.set(id, resolve))
      child.stdin.write(`${id} ${oid}\n`)
      return answer
    },
    async kill() {
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}

test('200 calls at expiry, in two vaults on one PostgreSQL, are one refresh at the provider, and none is lost', async () => {
  const { provider, expired, start } = await startSystem()
  const grant = await expired('alice')
  const vaults = await Promise.all([start(), start()])
  const answers = await Promise.all(
    Array.from({ length: 200 }, (_, call) => vaults[call % 2]!.access('alice')),
  )
  expect(new Set(answers)).toEqual(new Set([grant.accessToken]))
  expect(answers).toHaveLength(200)
  expect([provider.refreshes, provider.requests]).toEqual([1, 1])
}, 60_000)

/** Asks again, as a caller would, until something else than an outage is said. */
async function answered(vault: Awaited<ReturnType<typeof startProcess>>, oid: string): Promise<string> {
  for (let tries = 0; tries < 40; tries += 1) {
    const answer = await vault.access(oid)
    if (answer !== 'ProviderUnavailable') return answer
    await setTimeout(250)
  }
  throw new Error('no answer')
}

test.each(['before', 'after'] as const)(
  'killed while the provider holds a refresh %s it rotates: another vault goes on, by itself, and the grant lives',
  async (where) => {
    const { provider, expired, start } = await startSystem()
    const grant = await expired('alice')
    const [first, second] = await Promise.all([start(), start()])
    const hold = provider.hold(where)
    void first.access('alice')
    await hold.reached
    await first.kill()
    hold.go()
    // Nobody asks: what was interrupted is found by its lease, within the provider's leeway.
    const end = Date.now() + 9000
    const done = () => provider.requests >= 2 && grant.rotations > 0
    while (!done() && Date.now() < end) await setTimeout(50)
    expect(done()).toBe(true)
    expect(await answered(second, 'alice')).toBe(grant.accessToken)
    expect(grant.revoked).toBe(false)
  },
  60_000,
)

test('killed at any moment of a refresh: whatever the provider still honours works afterwards', async () => {
  const { provider, expired, start } = await startSystem()
  const people = Array.from({ length: 12 }, (_, person) => `person${person}`)
  const grants = new Map<string, Awaited<ReturnType<typeof expired>>>()
  for (const person of people) grants.set(person, await expired(person))
  const survivor = await start()
  for (const [round, delay] of [0, 3, 8, 20].entries()) {
    const victim = await start()
    for (const person of people.slice(round * 3, round * 3 + 3)) void victim.access(person)
    await setTimeout(delay)
    await victim.kill()
  }
  const tokens = await Promise.all(people.map((person) => answered(survivor, person)))
  expect(tokens).toEqual(people.map((person) => grants.get(person)!.accessToken))
  expect([...grants.values()].filter(({ revoked }) => revoked)).toEqual([])
  expect(provider.refreshes).toBeGreaterThanOrEqual(people.length)
}, 60_000)
