import { openSqlDatabase } from '@chain-of-trust/service-kit'
import { expect, onTestFinished, test, vi } from 'vitest'
import { systemClock } from '../clock.ts'
import type { LinkStore, StoredLink } from '../store/link-store.ts'
import { openLinkStore } from '../store/sql-link-store.ts'
import { MCP_GITHUB, TENANT } from '../vault.fixture.ts'
import { createRefresher } from './refresher.ts'

const NOTHING = { wrappedKey: new Uint8Array(1), ciphertext: new Uint8Array(1) }

const LINK: StoredLink = {
  owner: { tid: TENANT, oid: 'alice', client: MCP_GITHUB },
  provider: 'github',
  state: 'linked',
  generation: 1,
  account: { id: '42', name: 'alice-codes' },
  scopes: [],
  expiresAt: 0,
  sealed: { kekId: '0001', ...NOTHING },
  linkedAt: 0,
}

async function storeWithLink(): Promise<LinkStore> {
  const database = await openSqlDatabase({}, ':memory:')
  onTestFinished(() => database.close())
  const store = await openLinkStore(database)
  await store.insert(LINK)
  return store
}

/** Writes the next generation, as a refresh does. */
const renewer =
  (store: LinkStore) =>
  async ({ owner, generation }: StoredLink): Promise<void> => {
    const { sealed, scopes, expiresAt } = LINK
    const renewal = { generation: generation + 1, sealed, scopes, expiresAt, refreshedAt: 0 }
    await store.renew(owner, generation, renewal)
  }

test('a refresh that gives its lease back late leaves alone that of the next one, in the same process', async () => {
  const store = await storeWithLink()
  const givesBack = Promise.withResolvers<void>()
  const late: LinkStore = {
    ...store,
    async release(...lease) {
      await givesBack.promise
      await store.release(...lease)
    },
  }
  const second = { begun: Promise.withResolvers<void>(), goesOn: Promise.withResolvers<void>() }
  const renew = renewer(store)
  const refresher = createRefresher({
    store: late,
    clock: systemClock,
    async attempt(row) {
      if (row.generation === 2) {
        second.begun.resolve()
        await second.goesOn.promise
      }
      await renew(row)
    },
  })

  const first = refresher.refresh(LINK)
  await expect.poll(async () => (await store.find(LINK.owner))?.generation).toBe(2)
  // The provider's API has turned down what the first one brought, while it is still about to give its lease back.
  const next = refresher.refresh({ ...LINK, generation: 2 }, true)
  await second.begun.promise
  givesBack.resolve()
  await first
  expect(await store.lease(LINK.owner, 2, 'another process', Date.now() + 1000)).toBe(false)
  second.goesOn.resolve()
  await next
  expect((await store.find(LINK.owner))?.generation).toBe(3)
})

test('whoever waits in one process waits for one flight, and does not ask the database over and over', async () => {
  const store = await storeWithLink()
  const lease = vi.spyOn(store, 'lease')
  const provider = Promise.withResolvers<void>()
  const renew = renewer(store)
  const refresher = createRefresher({
    store,
    clock: systemClock,
    async attempt(row) {
      await provider.promise
      await renew(row)
    },
  })
  const all = Array.from({ length: 20 }, () => refresher.refresh(LINK))
  await expect.poll(() => lease.mock.calls.length).toBe(1)
  provider.resolve()
  await Promise.all(all)
  expect(lease).toHaveBeenCalledTimes(1)
})
