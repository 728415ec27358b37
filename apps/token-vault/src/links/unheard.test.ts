import { Secret } from '@chain-of-trust/auth-core'
import { DatabaseUnavailable } from '@chain-of-trust/service-kit'
import { expect, test, vi } from 'vitest'
import type { LinkStore } from '../store/link-store.ts'
import { SCOPES, startVault } from '../vault.fixture.ts'

const MINUTE = 60_000

/** The next write of this kind is made, or not, and its answer does not come. */
function lose(store: LinkStore, write: 'insert' | 'replace' | 'renew' | 'change', made = true): void {
  const real = store[write] as (...values: unknown[]) => Promise<boolean>
  vi.spyOn(store as Record<typeof write, typeof real>, write).mockImplementationOnce(async (...values) => {
    if (made) await real(...values)
    throw new DatabaseUnavailable(new Error('the connection broke off'))
  })
}

async function start() {
  const started = await startVault()
  const { audit, provider, vault, ownerOf } = started
  const alice = ownerOf('alice')
  const grant = () => ({ ...provider.authorize('alice', SCOPES), provider: 'github' })
  const story = () =>
    audit.records.map(({ event, outcome, reason }) => [event, outcome, reason].join(' ').trim())
  return { ...started, alice, grant, story, put: (granted = grant()) => vault.links.store(alice, granted) }
}

test('a refresh that was written down unheard is on record as the success that it is, and is made once', async () => {
  const { link, access, store, time, provider, story } = await start()
  const grant = await link('alice')
  time.now += 10 * MINUTE
  lose(store, 'renew')
  const { requests } = provider
  expect(await access('alice')).toMatchObject({ is: 'released', accessToken: new Secret(grant.accessToken) })
  expect(story()).toEqual(['account_link success linked', 'token_refreshed success'])
  expect(provider.requests - requests).toBe(1)
  expect(grant).toMatchObject({ rotations: 1, revoked: false })
})

test('a refresh is on record also where the database goes away right after it', async () => {
  const { link, access, store, time, story } = await start()
  await link('alice')
  time.now += 10 * MINUTE
  const { renew } = store
  vi.spyOn(store, 'renew').mockImplementationOnce(async (...values) => {
    vi.spyOn(store, 'find').mockRejectedValueOnce(new DatabaseUnavailable(new Error('it is gone')))
    return renew(...values)
  })
  expect(await access('alice')).toMatchObject({ is: 'released' })
  expect(story()).toEqual(['account_link success linked', 'token_refreshed success'])
})

test('a refresh that another was faster than is none of ours, though its generation is the same', async () => {
  const { link, access, store, cipher, time, provider, story, alice } = await start()
  await link('alice')
  time.now += 10 * MINUTE
  const hold = provider.hold('after')
  const slow = access('alice')
  await hold.reached
  const { generation: before, scopes } = (await store.find(alice))!
  const generation = before + 1
  const sealed = await cipher.seal(
    { accessToken: new Secret('theirs'), refreshToken: undefined },
    alice,
    'github',
    generation,
  )
  const life = { expiresAt: time.now + 10 * MINUTE, refreshedAt: time.now }
  await store.renew(alice, before, { generation, sealed, scopes, ...life })
  hold.go()
  await slow
  expect(story()).toEqual(['account_link success linked', 'token_refreshed failure superseded'])
})

test('a link that was made unheard is made, and its grant is not given back', async () => {
  const { store, story, put } = await start()
  lose(store, 'insert')
  expect(await put()).toEqual({ is: 'linked' })
  lose(store, 'replace')
  expect(await put()).toEqual({ is: 'relinked' })
  await expect
    .poll(story)
    .toEqual([
      'account_link success linked',
      'account_link success relinked',
      'account_link success revoked_at_provider',
    ])
})

test('a link that was ended unheard is ended, and on record', async () => {
  const { link, vault, store, story, alice } = await start()
  await link('alice')
  lose(store, 'change')
  expect(await vault.links.end(alice)).toBe('not_linked')
  expect(story()).toEqual([
    'account_link success linked',
    'account_link success revoked',
    'account_link success revoked_at_provider',
  ])
})

test('what an outage has kept from being written is not claimed, nor tried again', async () => {
  const { link, vault, store, story, put, alice } = await start()
  lose(store, 'insert', false)
  await expect(put()).rejects.toThrow(DatabaseUnavailable)
  expect(await store.find(alice)).toBeUndefined()
  await link('alice')
  for (const [write, work] of [
    ['replace', () => put()],
    ['change', () => vault.links.end(alice)],
  ] as const) {
    lose(store, write, false)
    await expect(work()).rejects.toThrow(DatabaseUnavailable)
  }
  expect(story()).toEqual(['account_link success linked'])
  expect(await store.find(alice)).toMatchObject({ state: 'linked' })
})
