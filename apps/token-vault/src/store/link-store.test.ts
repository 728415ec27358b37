import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSqlDatabase, type SqlDatabase } from '@chain-of-trust/service-kit'
import { startPostgres, type TestPostgres } from '@chain-of-trust/testkit/postgres'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { LinkStore, Owner, StoredLink } from './link-store.ts'
import { openLinkStore } from './sql-link-store.ts'

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startPostgres()
}, 30_000)
afterAll(() => postgres.stop())

const DATABASES: Record<string, () => Promise<SqlDatabase>> = {
  SQLite: () => openSqlDatabase({}, join(mkdtempSync(join(tmpdir(), 'chain-of-trust-')), 'vault.sqlite')),
  PostgreSQL: async () => {
    const settings = { DATABASE_URL: postgres.url, DATABASE_PASSWORD_FILE: postgres.passwordFile }
    const database = await openSqlDatabase(settings, ':memory:')
    for (const table of ['link', 'schema_step']) await database.run(`drop table if exists ${table}`)
    return database
  },
}

const ALICE: Owner = { tid: 'tenant', oid: 'alice', client: 'mcp-github' }
const BOB: Owner = { ...ALICE, oid: 'bob' }
const bytes = (text: string) => new TextEncoder().encode(text)

function linkOf(owner: Owner, change: Partial<StoredLink> = {}): StoredLink {
  return {
    owner,
    provider: 'github',
    state: 'linked',
    generation: 1_760_000_000_000,
    account: { id: '42', name: 'alice-codes' },
    scopes: ['issues:read', 'issues:write'],
    expiresAt: 1_760_000_600_000,
    sealed: { kekId: '0001', wrappedKey: bytes('wrapped'), ciphertext: bytes('sealed \0 bytes') },
    linkedAt: 1_760_000_000_000,
    ...change,
  }
}

describe.each(Object.keys(DATABASES))('The link store on %s', (name) => {
  let database: SqlDatabase
  let store: LinkStore
  let now: number
  beforeEach(async () => {
    now = 1_760_000_000_000
    database = await DATABASES[name]!()
    store = await openLinkStore(database, () => now)
    return () => database.close()
  })

  test('gives back what was put in, every field of it', async () => {
    const plain = linkOf(ALICE)
    const full = linkOf(BOB, {
      state: 'revoking',
      account: { id: "'; drop table link; --", name: 'Zoë 🐙' },
      scopes: [],
      refreshedAt: 5,
      lastUsedAt: 6,
      retry: { attempts: 3, at: 7 },
    })
    expect(await store.insert(plain)).toBe(true)
    expect(await store.insert(full)).toBe(true)
    for (const link of [plain, full]) {
      const { sealed, ...rest } = (await store.find(link.owner))!
      const { sealed: put, ...expected } = link
      expect(rest).toEqual(expected)
      expect(sealed.kekId).toBe(put.kekId)
      expect(Buffer.from(sealed.wrappedKey)).toEqual(Buffer.from(put.wrappedKey))
      expect(Buffer.from(sealed.ciphertext)).toEqual(Buffer.from(put.ciphertext))
    }
  })

  test('keeps one link for an owner, and finds it by all three parts of the owner', async () => {
    expect(await store.insert(linkOf(ALICE))).toBe(true)
    expect(await store.insert(linkOf(ALICE, { account: { id: '7', name: 'mallory' } }))).toBe(false)
    expect((await store.find(ALICE))?.account.name).toBe('alice-codes')
    for (const other of [{ tid: 'other' }, { oid: 'bob' }, { client: 'mcp-jira' }]) {
      expect(await store.find({ ...ALICE, ...other })).toBeUndefined()
    }
  })

  test("lists one person's links and nobody else's", async () => {
    const jira = { ...ALICE, client: 'mcp-jira' }
    for (const owner of [jira, ALICE, BOB, { ...ALICE, tid: 'other' }]) await store.insert(linkOf(owner))
    const listed = await store.list({ tid: ALICE.tid, oid: ALICE.oid })
    expect(listed.map(({ owner }) => owner)).toEqual([ALICE, jira])
    expect(await store.count()).toBe(4)
  })

  test('replaces only the generation that was read', { tags: ['VLT-3'] }, async () => {
    const first = linkOf(ALICE)
    const second = linkOf(ALICE, { generation: first.generation + 1, refreshedAt: 9 })
    await store.insert(first)
    await store.insert(linkOf(BOB))
    expect(await store.replace(ALICE, first.generation - 1, second)).toBe(false)
    expect(await store.replace(ALICE, first.generation, second)).toBe(true)
    expect(await store.replace(ALICE, first.generation, { ...second, refreshedAt: 10 })).toBe(false)
    expect(await store.find(ALICE)).toMatchObject({ generation: second.generation, refreshedAt: 9 })
    expect(await store.find(BOB)).toMatchObject({ generation: first.generation })
  })

  test("does not replace a link with an older one, or with another owner's", async () => {
    const first = linkOf(ALICE)
    await store.insert(first)
    await expect(store.replace(ALICE, first.generation, first)).rejects.toThrow('newer one of the same owner')
    const bobs = linkOf(BOB, { generation: first.generation + 1 })
    await expect(store.replace(ALICE, first.generation, bobs)).rejects.toThrow('newer one of the same owner')
  })

  test('a refresh writes tokens, scopes and times, and leaves account and state alone', async () => {
    const { generation } = linkOf(ALICE)
    await store.insert(linkOf(ALICE, { state: 'revoking', retry: { attempts: 1, at: 5 }, lastUsedAt: 4 }))
    await store.lease(ALICE, generation, 'a', now + 1000)
    const renewal = {
      generation: generation + 1,
      sealed: { kekId: '0002', wrappedKey: bytes('new key'), ciphertext: bytes('new tokens') },
      scopes: ['issues:read'],
      expiresAt: 77,
      refreshedAt: 66,
    }
    expect(await store.renew(ALICE, generation + 1, { ...renewal, generation: generation + 2 })).toBe(false)
    expect(await store.renew(ALICE, generation, renewal)).toBe(true)
    expect(await store.renew(ALICE, generation, renewal)).toBe(false)
    const { sealed, ...rest } = (await store.find(ALICE))!
    const { sealed: written, ...changed } = renewal
    expect(rest).toEqual({
      ...linkOf(ALICE, { state: 'revoking', lastUsedAt: 4 }),
      sealed: undefined,
      ...changed,
    })
    expect(sealed.kekId).toBe('0002')
    expect(Buffer.from(sealed.wrappedKey)).toEqual(Buffer.from(written.wrappedKey))
    expect(Buffer.from(sealed.ciphertext)).toEqual(Buffer.from(written.ciphertext))
    expect(await store.lease(ALICE, generation + 1, 'b', now + 1000)).toBe(true)
    await expect(store.renew(ALICE, generation + 1, renewal)).rejects.toThrow('higher generation')
  })

  test('finds the refreshes whose holder died, not those under way nor those of ended links', async () => {
    const lease = async (oid: string, until: number, change: Partial<StoredLink> = {}) => {
      const owner = { ...ALICE, oid }
      await store.insert(linkOf(owner, change))
      await store.lease(owner, linkOf(owner).generation, 'holder', until)
    }
    await store.insert(linkOf(ALICE))
    await lease('later', now + 2000)
    await lease('second', now + 1000)
    await lease('first', now + 500)
    await lease('ended', now + 500, { state: 'revoking' })
    expect(await store.interrupted(10)).toEqual([])
    now += 1000
    expect((await store.interrupted(10)).map(({ owner }) => owner.oid)).toEqual(['first', 'second'])
    expect(await store.interrupted(1)).toHaveLength(1)
    await store.release({ ...ALICE, oid: 'first' }, 'holder')
    expect((await store.interrupted(10)).map(({ owner }) => owner.oid)).toEqual(['second'])
  })

  test('lets one of many writers of the same generation through', async () => {
    const first = linkOf(ALICE)
    await store.insert(first)
    const writers = Array.from({ length: 20 }, (_, at) =>
      store.replace(ALICE, first.generation, linkOf(ALICE, { generation: first.generation + 1 + at })),
    )
    expect((await Promise.all(writers)).filter(Boolean)).toHaveLength(1)
  })

  test('changes state and failed attempts of just this generation', async () => {
    const seen = linkOf(ALICE)
    await store.insert(seen)
    expect(await store.change({ ...seen, generation: seen.generation + 1 }, { state: 'grant_lost' })).toBe(
      false,
    )
    expect((await store.find(ALICE))?.state).toBe('linked')
    expect(await store.change(seen, { retry: { attempts: 2, at: 99 } })).toBe(true)
    expect(await store.find(ALICE)).toMatchObject({ state: 'linked', retry: { attempts: 2, at: 99 } })
    expect(await store.change(seen, { state: 'grant_lost', retry: null })).toBe(true)
    const changed = await store.find(ALICE)
    expect(changed?.state).toBe('grant_lost')
    expect(changed).not.toHaveProperty('retry')
  })

  test('changes no link whose state is another one by now, though its generation is the same', async () => {
    const seen = linkOf(ALICE)
    await store.insert(seen)
    expect(await store.change(seen, { state: 'revoking' })).toBe(true)
    for (const stale of [seen, { ...seen, state: 'grant_lost' as const }]) {
      expect(await store.change(stale, { state: 'linked', retry: { attempts: 1, at: 1 } })).toBe(false)
    }
    expect(await store.find(ALICE)).toMatchObject({ state: 'revoking' })
    expect(await store.find(ALICE)).not.toHaveProperty('retry')
  })

  test('removes only the generation that was read', async () => {
    const { generation } = linkOf(ALICE)
    await store.insert(linkOf(ALICE))
    await store.insert(linkOf(BOB))
    expect(await store.remove(ALICE, generation + 1)).toBe(false)
    expect(await store.remove(ALICE, generation)).toBe(true)
    expect(await store.find(ALICE)).toBeUndefined()
    expect(await store.count()).toBe(1)
  })

  test('remembers the last use, and never moves it back', async () => {
    await store.insert(linkOf(ALICE))
    for (const at of [5, 9, 7]) await store.used(ALICE, at)
    expect((await store.find(ALICE))?.lastUsedAt).toBe(9)
  })

  test('leases the refresh to one holder, until it ends, expires or is given back', async () => {
    const { generation } = linkOf(ALICE)
    await store.insert(linkOf(ALICE))
    const take = (holder: string) => store.lease(ALICE, generation, holder, now + 1000)
    expect((await Promise.all(['x', 'y', 'z'].map(take))).filter(Boolean)).toHaveLength(1)
    now += 1000
    expect([await take('a'), await take('b'), await take('a')]).toEqual([true, false, true])
    now += 999
    expect(await take('b')).toBe(false)
    now += 1
    expect(await take('b')).toBe(true)
    await store.release(ALICE, 'a')
    expect(await take('a')).toBe(false)
    await store.release(ALICE, 'b')
    expect(await take('a')).toBe(true)
    expect(await store.lease(ALICE, generation + 1, 'a', now + 1000)).toBe(false)
  })

  test('ends the lease with the generation that it was for', async () => {
    const { generation } = linkOf(ALICE)
    await store.insert(linkOf(ALICE))
    await store.lease(ALICE, generation, 'a', now + 1000)
    await store.replace(ALICE, generation, linkOf(ALICE, { generation: generation + 1 }))
    expect(await store.lease(ALICE, generation + 1, 'b', now + 1000)).toBe(true)
  })

  test('names the links to revoke whose attempt is due', async () => {
    const revoking = (oid: string, retry?: { attempts: number; at: number }) =>
      store.insert(linkOf({ ...ALICE, oid }, { state: 'revoking', ...(retry ? { retry } : {}) }))
    await store.insert(linkOf(ALICE))
    await revoking('due', { attempts: 1, at: now })
    await revoking('later', { attempts: 1, at: now + 1 })
    await revoking('new')
    expect((await store.revoking(10)).map(({ owner }) => owner.oid)).toEqual(['new', 'due'])
    expect(await store.revoking(1)).toHaveLength(1)
  })

  test('walks through the rows of other keys, and counts the rows of each', async () => {
    for (const [index, oid] of ['a', 'b', 'c', 'd'].entries()) {
      const sealed = { ...linkOf(ALICE).sealed, kekId: index === 1 ? '0002' : '0001' }
      await store.insert(linkOf({ ...ALICE, oid }, { sealed }))
    }
    expect(await store.usage()).toEqual([
      { kekId: '0001', rows: 3 },
      { kekId: '0002', rows: 1 },
    ])
    const first = await store.sealedUnderOther('0002', 2)
    expect(first.map(({ owner }) => owner.oid)).toEqual(['a', 'c'])
    const rest = await store.sealedUnderOther('0002', 2, first.at(-1)!.owner)
    expect(rest.map(({ owner }) => owner.oid)).toEqual(['d'])
  })

  test('exchanges a wrapped key and nothing else, unless the row was written anew', async () => {
    const { generation } = linkOf(ALICE)
    const rewrap = { generation, fromKekId: '0001', kekId: '0002', wrappedKey: bytes('anew') }
    await store.insert(linkOf(ALICE, { lastUsedAt: 3 }))
    await store.insert(linkOf(BOB, { generation: generation + 1 }))
    const changes = [ALICE, BOB, { ...ALICE, oid: 'nobody' }].map((owner) => ({ ...rewrap, owner }))
    expect(await store.rewrap(changes)).toBe(1)
    expect(await store.rewrap(changes)).toBe(0)
    const { sealed, ...rest } = (await store.find(ALICE))!
    expect(rest).toEqual({ ...linkOf(ALICE, { lastUsedAt: 3 }), sealed: undefined })
    expect(sealed.kekId).toBe('0002')
    expect(Buffer.from(sealed.wrappedKey).toString()).toBe('anew')
    expect(Buffer.from(sealed.ciphertext)).toEqual(Buffer.from(linkOf(ALICE).sealed.ciphertext))
    expect((await store.find(BOB))?.sealed.kekId).toBe('0001')
  })

  test('exchanges many wrapped keys at once, each in its own row', async () => {
    const owners = Array.from({ length: 250 }, (_, index) => ({ ...ALICE, oid: `person-${index}` }))
    for (const owner of owners) await store.insert(linkOf(owner))
    const { generation } = linkOf(ALICE)
    const changes = owners.map((owner) => ({
      owner,
      generation,
      fromKekId: owner.oid.endsWith('7') ? 'another' : '0001',
      kekId: '0002',
      wrappedKey: bytes(`of ${owner.oid}`),
    }))
    expect(await store.rewrap(changes)).toBe(225)
    expect(await store.rewrap([])).toBe(0)
    for (const owner of owners) {
      const { sealed } = (await store.find(owner))!
      const before = Buffer.from(linkOf(owner).sealed.wrappedKey).toString()
      const [kekId, key] = owner.oid.endsWith('7') ? ['0001', before] : ['0002', `of ${owner.oid}`]
      expect([sealed.kekId, Buffer.from(sealed.wrappedKey).toString()]).toEqual([kekId, key])
    }
  })

  test('is there again after a restart, with what it held', async () => {
    await store.insert(linkOf(ALICE))
    const again = await openLinkStore(database, () => now)
    expect(await again.count()).toBe(1)
  })
})
