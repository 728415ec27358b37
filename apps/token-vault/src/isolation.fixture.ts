import type { AuditLog } from '@chain-of-trust/auth-core'
import { openSqlDatabase } from '@chain-of-trust/service-kit'
import * as fc from 'fast-check'
import { openAccessControl, type AccessRow } from './access/access-control.ts'
import type { VaultCipher } from './envelope/vault-cipher.ts'
import type { Keks } from './kek/keks.ts'
import { createInterleaver } from './interleaver.fixture.ts'
import { createTestProvider, fetchOf, providersOf, settingsAt } from './provider.fixture.ts'
import { github } from './providers/github.ts'
import { jira } from './providers/jira.ts'
import { ProviderUnavailable } from './refresh/provider-unavailable.ts'
import type { LinkStore } from './store/link-store.ts'
import { openLinkStore } from './store/sql-link-store.ts'
import { rotate, type RotationParts } from './rotation/rotate.ts'
import { TENANT, testKeys } from './vault.fixture.ts'
import { createVault, type Vault } from './vault.ts'

const PEOPLE = ['alice', 'bob']
const ORIGINS = { github: 'http://localhost:1', jira: 'http://localhost:2' }
/** Two servers share a provider: what is one's must not become the other's. */
const LIST = [
  { application: 'mcp-github', provider: 'github', scopes: ['read:user', 'issues:read'] },
  { application: 'mcp-sharepoint', provider: 'github', scopes: ['read:user', 'issues:read'] },
  { application: 'mcp-jira', provider: 'jira', scopes: ['read:jira-user', 'read:jira-work'] },
]
const providers = providersOf(github(settingsAt(ORIGINS.github)), jira(settingsAt(ORIGINS.jira)))
const accessControl = openAccessControl(providers, LIST)

const whose = { person: fc.constantFrom(...PEOPLE), row: fc.constantFrom(...accessControl.rows) }
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ does: fc.constant('access'), ...whose, rejects: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('link'), ...whose }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('end'), ...whose }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('provider revokes'), ...whose }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('a vault is killed'), which: fc.nat(1) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('the key is rotated') }) },
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constant('provider is'),
      mode: fc.constantFrom('normal' as const, 'rate_limited' as const, 'failing' as const),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ does: fc.constant('time passes'), seconds: fc.constantFrom(1, 5, 60, 599, 3600) }),
  },
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

/** What makes a process lose its lease, or its life: without it, no refresh token is ever presented twice. */
const UNREST = new Set(['a vault is killed', 'time passes'])

const circumstances = fc.record({
  /** Of the order in which what waits goes on. */
  seed: fc.integer(),
  leeway: fc.constantFrom(0, 10_000),
  reuse: fc.constantFrom('revokes' as const, 'refused' as const),
})
type Circumstances = typeof circumstances extends fc.Arbitrary<infer T> ? T : never

const UNHEARD: AuditLog = { write: () => {}, close: () => Promise.resolve() }

interface World {
  database: Awaited<ReturnType<typeof openSqlDatabase>>
  store: LinkStore
  keks: Keks
  cipher: VaultCipher
  time: { now: number }
}

/** Two vaults on one store, and everything that can happen to them at once. */
async function live(
  world: World,
  { seed, leeway, reuse }: Circumstances,
  calm: boolean,
  happens: readonly Step[],
): Promise<unknown[]> {
  const steps = calm ? happens.filter(({ does }) => !UNREST.has(does)) : happens
  await world.database.run('delete from link')
  // A folder of keys that only grows would make the last runs slow.
  const rotates = steps.some(({ does }) => does === 'the key is rotated')
  const { keks, cipher } = rotates ? await testKeys() : world
  const order = createInterleaver(seed)
  world.time = order.time
  const at = {
    github: createTestProvider({ now: () => order.time.now, leeway, reuse }),
    jira: createTestProvider({ now: () => order.time.now, leeway, reuse }),
  }
  const testProviderOf = (row: AccessRow) => at[row.provider.name as keyof typeof at]
  const reach = fetchOf({ [ORIGINS.github]: at.github, [ORIGINS.jira]: at.jira })
  const labelOf = (person: string, { server }: AccessRow) => `${person}/${server}`
  const ownerOf = (oid: string, { client }: AccessRow) => ({ tid: TENANT, oid, client })

  let processes = 0
  const start = (): { who: number; vault: Vault; rotation: RotationParts } => {
    const who = (processes += 1)
    const { fetch } = order.interrupt({ fetch: reach }, who)
    const store = order.interrupt(world.store, who)
    const clock = order.clockOf(who)
    return {
      who,
      rotation: { store, cipher, keks },
      vault: createVault({
        store,
        cipher,
        providers,
        audit: UNHEARD,
        clock,
        fetch,
        onTrouble: outage,
      }),
    }
  }
  const vaults = [start(), start()]
  const wrong: unknown[] = []
  const linked = new Set<string>()
  const ended = new Set<string>()
  const killed = steps.some(({ does }) => does === 'a vault is killed')
  const doing = (work: Promise<unknown>) => void work.then(undefined, outage)
  function outage(error: unknown): void {
    if (!(error instanceof ProviderUnavailable)) wrong.push(error)
  }

  async function access(vault: Vault, person: string, row: AccessRow, rejects: boolean): Promise<void> {
    const request = { owner: ownerOf(person, row), row, scopes: [row.scopes[1]!] }
    const first = await vault.access(request)
    check(person, row, first)
    if (rejects && first.is === 'released') {
      check(person, row, await vault.access({ ...request, rejected: first.link.generation }))
    }
  }
  function check(person: string, row: AccessRow, answer: Awaited<ReturnType<Vault['access']>>): void {
    if (answer.is !== 'released') return
    const issuedTo = testProviderOf(row).everIssuedTo(answer.accessToken.reveal())
    if (issuedTo !== labelOf(person, row)) wrong.push(`${labelOf(person, row)} got the token of ${issuedTo}`)
  }

  const granted = (person: string, row: AccessRow) => {
    const { grants, authorize } = testProviderOf(row)
    const label = labelOf(person, row)
    const account = { id: label, name: `${label} ${grants.length}` }
    return { ...authorize(label, [...row.scopes]), account, provider: row.provider.name }
  }
  // Alice has linked all, and every token is to be renewed.
  const before = createVault({
    store: world.store,
    cipher,
    providers,
    audit: UNHEARD,
    clock: order.clockOf(0),
    fetch: reach,
    onTrouble: outage,
  })
  for (const row of accessControl.rows) {
    await before.links.store(ownerOf('alice', row), granted('alice', row))
    linked.add(labelOf('alice', row))
  }
  order.time.now += 600_000

  for (const one of steps) {
    const { vault, rotation } = vaults[order.pick(vaults.length)]!
    if (one.does === 'access') doing(access(vault, one.person, one.row, one.rejects))
    if (one.does === 'link') {
      const label = labelOf(one.person, one.row)
      const grant = granted(one.person, one.row)
      doing(vault.links.store(ownerOf(one.person, one.row), grant).then(() => linked.add(label)))
    }
    if (one.does === 'end') {
      ended.add(labelOf(one.person, one.row))
      doing(vault.links.end(ownerOf(one.person, one.row)))
    }
    if (one.does === 'provider revokes') {
      const own = testProviderOf(one.row).grants.filter(({ label }) => label === labelOf(one.person, one.row))
      for (const grant of own) grant.revoked = true
    }
    if (one.does === 'a vault is killed') {
      order.kill(vaults[one.which]!.who)
      vaults[one.which] = start()
    }
    if (one.does === 'the key is rotated') {
      doing(rotate(rotation).then(({ unsealable }) => wrong.push(...unsealable)))
    }
    if (one.does === 'provider is') at.github.mode = at.jira.mode = one.mode
    if (one.does === 'time passes') order.time.now += one.seconds * 1000
    await order.some(order.pick(12))
  }

  await order.drain()
  for (const { repeated, grants } of calm ? [at.github, at.jira] : []) {
    if (repeated > 0 || grants.some(({ because }) => because === 'reuse'))
      wrong.push('a refresh token was used twice')
  }
  at.github.mode = at.jira.mode = 'normal'
  order.time.now += 2 * 3_600_000
  const { vault } = start()
  for (const person of PEOPLE) {
    for (const row of accessControl.rows.filter((one) => linked.has(labelOf(person, one)))) {
      const asked = vault.access({ owner: ownerOf(person, row), row, scopes: [row.scopes[1]!] })
      asked.catch(() => {})
      await order.drain()
      await settled(person, row, await asked)
    }
  }
  return wrong

  /** What the provider still honours works; whoever is asked to link again has really lost it. */
  async function settled(person: string, row: AccessRow, answer: Awaited<ReturnType<Vault['access']>>) {
    check(person, row, answer)
    const label = labelOf(person, row)
    if (answer.is === 'released') {
      const honoured = testProviderOf(row).labelOf(answer.accessToken.reveal())
      if (honoured !== label) wrong.push(`the token of ${label} is one that the provider does not honour`)
      return
    }
    if (answer.reason === 'not_linked') {
      if (!ended.has(label)) wrong.push(`${label} is gone, and nobody ended it`)
      return
    }
    const held = (await world.store.find(ownerOf(person, row)))!
    const grant = testProviderOf(row).grants.find(
      ({ label: own, id }) => held.account.name === `${own} ${id}`,
    )
    const tokens = await cipher.open(held.sealed, held.owner, held.provider, held.generation)
    // A vault that was killed may have taken the successor along: then the provider honours no token that there is.
    const taken = killed && tokens.refreshToken?.reveal() !== grant?.refreshToken
    const gone = grant?.revoked === true || taken
    if (answer.reason !== 'grant_lost' || !gone) wrong.push(`${label} is lost, and the provider honours it`)
    if (grant?.because === 'client') wrong.push(`${label} was revoked by us`)
  }
}

/**
 * Lets everything happen at once, so many times over.
 * @param calm no process dies or loses its lease: then nothing is ever asked of a provider twice
 * @throws Error with the counterexample
 */
export async function liveThrough(runs: number, { calm }: { calm: boolean }): Promise<number> {
  const database = await openSqlDatabase({}, ':memory:')
  const world = { database, ...(await testKeys()), time: { now: 0 } } as World
  world.store = await openLinkStore(database, () => world.time.now)
  const steps = fc.array(step, { minLength: 3, maxLength: 9 })
  let lived = 0
  const property = fc.asyncProperty(circumstances, steps, async (around, happens) => {
    const wrong = await live(world, around, calm, happens)
    if (wrong.length > 0) throw new Error(wrong.map(String).join('; '))
    lived += 1
  })
  await fc.assert(property, { numRuns: runs, endOnFailure: true })
  await database.close()
  return lived
}
