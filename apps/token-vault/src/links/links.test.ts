import { Secret } from '@chain-of-trust/auth-core'
import { expect, test } from 'vitest'
import { SCOPES, startVault } from '../vault.fixture.ts'

const MINUTE = 60_000
const reasons = (records: { outcome: string; reason?: string | undefined }[]) =>
  records.map(({ outcome, reason }) => `${outcome} ${reason}`)

test('an ended link hands out nothing, and its grant is revoked at the provider', async () => {
  const { vault, link, access, ownerOf, records, store } = await startVault()
  const grant = await link('alice')
  expect(await vault.links.end(ownerOf('alice'))).toBe('not_linked')
  expect(grant).toMatchObject({ revoked: true, because: 'client' })
  expect(await access('alice')).toMatchObject({ reason: 'not_linked' })
  expect(await store.find(ownerOf('alice'))).toBeUndefined()
  expect(reasons(records('account_link'))).toEqual([
    'success linked',
    'success revoked',
    'success revoked_at_provider',
  ])
  expect(await vault.links.end(ownerOf('alice'))).toBeUndefined()
})

test('a link that is ended twice at once is revoked at the provider once', async () => {
  const { vault, link, ownerOf, provider, records } = await startVault()
  await link('alice')
  const { requests } = provider
  const end = () => vault.links.end(ownerOf('alice'))
  expect(await Promise.all([end(), end()])).toEqual(['not_linked', 'not_linked'])
  expect(provider.requests - requests).toBe(1)
  expect(reasons(records('account_link')).filter((one) => one.endsWith('revoked_at_provider'))).toHaveLength(
    1,
  )
})

test(
  'while the provider is down, an ended link hands out nothing all the same, and is revoked when it is back',
  { tags: ['LNK-2'] },
  async () => {
    const { vault, link, access, ownerOf, provider, time, another } = await startVault()
    const grant = await link('alice')
    provider.mode = 'failing'
    expect(await vault.links.end(ownerOf('alice'))).toBe('revoking')
    expect(await access('alice')).toMatchObject({ reason: 'not_linked' })
    expect(grant.revoked).toBe(false)
    provider.mode = 'normal'
    time.now += MINUTE
    const later = another()
    later.start()
    await expect.poll(() => grant.revoked).toBe(true)
    await later.close()
    expect(await vault.links.end(ownerOf('alice'))).toBeUndefined()
  },
)

test('a link that is ended during a refresh stays ended, and is revoked by the tokens of that refresh', async () => {
  const { vault, link, access, ownerOf, provider, time } = await startVault()
  const grant = await link('alice')
  time.now += 10 * MINUTE
  const hold = provider.hold('after')
  const asked = access('alice')
  await hold.reached
  const ended = vault.links.end(ownerOf('alice'))
  hold.go()
  expect(await ended).toBe('not_linked')
  expect(await asked).toMatchObject({ reason: 'not_linked' })
  // The provider does nothing for a token that it has replaced.
  expect(grant).toMatchObject({ rotations: 1, revoked: true })
})

test('a link that is made anew takes the place of the old one, whose grant is revoked', async () => {
  const { vault, link, access, records } = await startVault()
  const old = await link('alice')
  const grant = await link('alice')
  await vault.close()
  expect([old.revoked, grant.revoked]).toEqual([true, false])
  expect(await access('alice')).toMatchObject({ accessToken: new Secret(grant.accessToken) })
  expect(reasons(records('account_link')).slice(0, 2)).toEqual(['success linked', 'success relinked'])
})

test('a link that is made anew during a refresh is not overwritten by it', async () => {
  const { vault, link, access, provider, time, ownerOf, store } = await startVault()
  const old = await link('alice')
  time.now += 10 * MINUTE
  const hold = provider.hold('after')
  const asked = access('alice')
  await hold.reached
  const grant = await link('alice')
  hold.go()
  await asked
  await vault.close()
  expect([old.revoked, grant.revoked]).toEqual([true, false])
  const answer = await access('alice')
  expect(answer.is === 'released' && answer.accessToken.reveal()).toBe(grant.accessToken)
  expect(await store.find(ownerOf('alice'))).toMatchObject({ state: 'linked' })
})

test('a provider that gives the same refresh token again does not have it revoked', async () => {
  const { vault, provider, ownerOf } = await startVault()
  const granted = provider.authorize('alice', SCOPES)
  for (const provider of ['github', 'github'])
    await vault.links.store(ownerOf('alice'), { ...granted, provider })
  await vault.close()
  expect(granted.grant.revoked).toBe(false)
})

test('the refusal of an older generation ends no newer one', async () => {
  const { link, access, provider, time, store, cipher, ownerOf, records } = await startVault()
  const grant = await link('alice')
  time.now += 10 * MINUTE
  const hold = provider.hold('before')
  const slow = access('alice')
  await hold.reached
  // Another replica, which took us for dead, was faster.
  const { generation, scopes } = (await store.find(ownerOf('alice')))!
  const tokens = { accessToken: new Secret('next'), refreshToken: new Secret('rt-alice-0-next') }
  const next = generation + 1
  const sealed = await cipher.seal(tokens, ownerOf('alice'), 'github', next)
  const life = { expiresAt: time.now + 600_000, refreshedAt: time.now }
  await store.renew(ownerOf('alice'), generation, { generation: next, sealed, scopes, ...life })
  grant.refreshToken = 'rt-alice-0-next'
  hold.go()
  const answer = await slow
  expect(answer.is === 'released' && answer.accessToken.reveal()).toBe('next')
  expect(await store.find(ownerOf('alice'))).toMatchObject({ state: 'linked', generation: next })
  expect(records('token_refreshed')).toMatchObject([{ outcome: 'failure', reason: 'superseded' }])
})

test('a slow refresh that succeeds takes back what somebody else took for the end of the grant', async () => {
  const { link, access, provider, time, store, ownerOf } = await startVault()
  const grant = await link('alice')
  time.now += 10 * MINUTE
  const hold = provider.hold('after')
  const slow = access('alice')
  await hold.reached
  await store.change((await store.find(ownerOf('alice')))!, { state: 'grant_lost' })
  hold.go()
  expect(await slow).toMatchObject({ is: 'released', accessToken: new Secret(grant.accessToken) })
  expect(await store.find(ownerOf('alice'))).toMatchObject({ state: 'linked' })
})

test('a link that is ended while the provider refuses its refresh is gone, and does not come back as a lost one', async () => {
  const { vault, link, access, ownerOf, provider, time, store } = await startVault()
  const grant = await link('alice')
  time.now += 10 * MINUTE
  const hold = provider.hold('before')
  const asked = access('alice')
  await hold.reached
  grant.revoked = true
  const ended = vault.links.end(ownerOf('alice'))
  await expect.poll(async () => (await store.find(ownerOf('alice')))?.state).toBe('revoking')
  hold.go()
  expect(await ended).toBe('not_linked')
  expect(await asked).toMatchObject({ reason: 'not_linked' })
  expect(await store.find(ownerOf('alice'))).toBeUndefined()
})

test('another account takes no place that the person was not asked about, also when both come at once', async () => {
  const { vault, ownerOf, provider, store } = await startVault()
  const grants = ['codes', 'private'].map((account) => provider.authorize('alice', SCOPES, account))
  const put = (granted: (typeof grants)[number], agreed?: { id: string; name: string }) =>
    vault.links.store(ownerOf('alice'), { ...granted, provider: 'github' }, agreed)
  const both = await Promise.all(grants.map((granted) => put(granted)))
  const linked = (await store.find(ownerOf('alice')))!.account
  expect(both).toContainEqual({ is: 'linked' })
  expect(both).toContainEqual({ is: 'another_account', linked })
  const other = grants.find(({ account }) => account.id !== linked.id)!
  // What they have agreed to is the end of one account, and of no other.
  expect(await put(other, { id: 'a third one', name: 'third' })).toMatchObject({ is: 'another_account' })
  expect((await store.find(ownerOf('alice')))!.account).toEqual(linked)
  expect(await put(other, linked)).toEqual({ is: 'relinked' })
})

test('a link that was lost keeps its place for its account all the same', async () => {
  const { vault, link, ownerOf, provider, store } = await startVault()
  await link('alice', 'codes')
  await store.change((await store.find(ownerOf('alice')))!, { state: 'grant_lost' })
  const other = { ...provider.authorize('private', SCOPES), provider: 'github' }
  expect(await vault.links.store(ownerOf('alice'), other)).toMatchObject({ is: 'another_account' })
})

test('what a person has ended is no part of what they are asked for next', async () => {
  const { vault, link, access, ownerOf, provider } = await startVault()
  await link('alice')
  provider.mode = 'failing'
  expect(await vault.links.end(ownerOf('alice'))).toBe('revoking')
  const asked = await access('alice', { scopes: ['issues:write'] })
  expect(asked).toMatchObject({ reason: 'not_linked', scopes: ['issues:write'] })
})

test('a row that cannot be opened does not keep the others from being revoked', async () => {
  const { vault, link, ownerOf, provider, store, time, troubles } = await startVault()
  const grants = [await link('alice'), await link('bob')]
  provider.mode = 'failing'
  for (const oid of ['alice', 'bob']) await vault.links.end(ownerOf(oid))
  // Of a key that is not there: an outage, for ever.
  const { generation, sealed } = (await store.find(ownerOf('alice')))!
  const kekId = '0009-00000000'
  const { wrappedKey } = sealed
  await store.rewrap([{ owner: ownerOf('alice'), generation, fromKekId: sealed.kekId, kekId, wrappedKey }])
  provider.mode = 'normal'
  time.now += MINUTE
  vault.start()
  await expect.poll(() => grants[1]!.revoked).toBe(true)
  await vault.close()
  expect(troubles[0]).toMatchObject({ name: 'KekUnavailable' })
  expect((await store.find(ownerOf('alice')))?.retry?.at).toBeGreaterThan(time.now)
})
