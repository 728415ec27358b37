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
    /** @param stopAt the step of a call at which it goes no further */
    start: (stopAt?: number) => startProcess(JSON.stringify(settings), at.url, stopAt),
  }
}

async function startProcess(settings: string, providerUrl: string, stopAt?: number) {
  const args = [MAIN, settings, providerUrl, ...(stopAt === undefined ? [] : [String(stopAt)])]
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const asked = new Map<string, (answer: string) => void>()
  const lines = createInterface({ input: child.stdout })
  await once(lines, 'line')
  const stopped = Promise.withResolvers<'stopped'>()
  lines.on('line', (line) => {
    if (line === 'stopped') stopped.resolve('stopped')
    const [id, answer] = line.split(' ') as [string, string]
    asked.get(id)?.(answer)
  })
  return {
    stopped: stopped.promise,
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

test('killed at each step of a refresh: whatever the provider still honours works afterwards', async () => {
  const { provider, expired, start } = await startSystem()
  // How much time there is, the test before has shown; here are many, one after the other.
  provider.leeway = 120_000
  const killed: { person: string; grant: Awaited<ReturnType<typeof expired>>; requests: number }[] = []
  let last: string | undefined
  // One more step each time, until a call is through before it comes to it.
  for (let stopAt = 1; last === undefined; stopAt++) {
    const person = `person${stopAt}`
    const grant = await expired(person)
    const before = provider.requests
    const victim = await start(stopAt)
    const end = await Promise.race([victim.access(person), victim.stopped])
    await victim.kill()
    killed.push({ person, grant, requests: provider.requests - before })
    if (end !== 'stopped') last = end
  }
  expect(last).toBe(killed.at(-1)!.grant.accessToken)
  // Some before the provider was asked, some after it had answered.
  expect(killed.length).toBeGreaterThan(10)
  expect(new Set(killed.map(({ requests }) => requests))).toEqual(new Set([0, 1]))
  const survivor = await start()
  const tokens = await Promise.all(killed.map(({ person }) => answered(survivor, person)))
  expect(tokens).toEqual(killed.map(({ grant }) => grant.accessToken))
  expect(killed.filter(({ grant }) => grant.revoked)).toEqual([])
}, 120_000)
