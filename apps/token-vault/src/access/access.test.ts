import { expect, test } from 'vitest'
import { ProviderUnavailable } from '../refresh/provider-unavailable.ts'
import { startVault } from '../vault.fixture.ts'

const MINUTE = 60_000

async function released(access: ReturnType<Awaited<ReturnType<typeof startVault>>['access']>) {
  const answer = await access
  if (answer.is !== 'released') throw new Error(`link_required: ${answer.reason}`)
  return {
    token: answer.accessToken.reveal(),
    expiresIn: answer.expiresIn,
    generation: answer.link.generation,
  }
}

test('hands out the token that the provider gave, for as long as it lives, and asks the provider nothing', async () => {
  const { link, access, provider } = await startVault()
  const grant = await link('alice')
  const first = await released(access('alice'))
  expect(first).toMatchObject({ token: grant.accessToken, expiresIn: 600 })
  expect(await released(access('alice'))).toEqual(first)
  expect(provider.requests).toBe(0)
})

test('asks for the person who has linked nothing, or not enough', async () => {
  const { link, access } = await startVault()
  expect(await access('alice')).toMatchObject({ reason: 'not_linked', scopes: ['issues:read'] })
  await link('alice')
  expect(await access('alice', { scopes: ['issues:write'] })).toEqual({
    is: 'link_required',
    reason: 'scopes_missing',
    scopes: ['read:user', 'issues:read', 'issues:write'],
  })
  expect(await access('bob')).toMatchObject({ reason: 'not_linked' })
})

test('refreshes ahead of expiry, while the old token is still handed out', async () => {
  const { link, access, provider, time, vault } = await startVault()
  const { accessToken: old } = await link('alice')
  time.now += 9 * MINUTE
  expect(await released(access('alice'))).toMatchObject({ token: old, expiresIn: 60 })
  await vault.close()
  expect(provider.refreshes).toBe(1)
  expect(await released(access('alice'))).toMatchObject({
    token: provider.grants[0]!.accessToken,
    expiresIn: 600,
  })
})

test('refreshes an expired token once for all who wait', { tags: ['VLT-3'] }, async () => {
  const { link, access, provider, time, records } = await startVault()
  await link('alice')
  time.now += 24 * 60 * MINUTE
  const tokens = await Promise.all(Array.from({ length: 50 }, async () => released(access('alice'))))
  expect(new Set(tokens.map(({ token }) => token))).toEqual(new Set([provider.grants[0]!.accessToken]))
  expect(provider.refreshes).toBe(1)
  expect(records('token_refreshed')).toMatchObject([{ outcome: 'success', link: { provider: 'github' } }])
})

test('a token that the provider has turned down is not handed out again', async () => {
  const { link, access, provider } = await startVault()
  const { accessToken: old } = await link('alice')
  const { generation } = await released(access('alice'))
  const next = await released(access('alice', { rejected: generation }))
  expect(next.generation).toBe(generation + 1)
  expect(next.token).not.toBe(old)
  // Somebody else's refresh was faster: no other one is needed.
  expect(await released(access('alice', { rejected: generation }))).toEqual(next)
  expect(provider.refreshes).toBe(1)
})

test('a grant that the provider has ended is lost, and the person is asked', async () => {
  const { link, access, provider, time, records, store, ownerOf } = await startVault()
  const grant = await link('alice')
  grant.revoked = true
  time.now += 10 * MINUTE
  expect(await access('alice')).toMatchObject({ reason: 'grant_lost', scopes: ['read:user', 'issues:read'] })
  expect(records('account_link').at(-1)).toMatchObject({ outcome: 'failure', reason: 'grant_lost' })
  expect(await store.find(ownerOf('alice'))).toMatchObject({ state: 'grant_lost' })
  const { requests } = provider
  expect(await access('alice')).toMatchObject({ reason: 'grant_lost' })
  expect(provider.requests).toBe(requests)
})

test.each(['rate_limited', 'failing', 'gibberish', 'unknown_client'] as const)(
  'a live token is handed out while the provider is %s, and afterwards nobody is told that the link is gone',
  async (mode) => {
    const { link, access, provider, time, vault } = await startVault()
    const { accessToken } = await link('alice')
    provider.mode = mode
    time.now += 9 * MINUTE
    expect(await released(access('alice'))).toMatchObject({ token: accessToken, expiresIn: 60 })
    await vault.close()
    time.now += 40_000
    // Too short to be handed out in good times.
    expect(await released(access('alice'))).toMatchObject({ token: accessToken, expiresIn: 20 })
    time.now += 20_000
    await expect(access('alice')).rejects.toBeInstanceOf(ProviderUnavailable)
    provider.mode = 'normal'
    time.now += 10 * MINUTE
    expect(await released(access('alice'))).toMatchObject({ token: provider.grants[0]!.accessToken })
  },
)

test('a provider that cannot be reached is an outage', async () => {
  const { link, access, network, time } = await startVault()
  await link('alice')
  network.down = true
  time.now += 10 * MINUTE
  await expect(access('alice')).rejects.toMatchObject({ hindrance: 'provider_unreachable' })
  network.down = false
  time.now += 5000
  expect(await released(access('alice'))).toMatchObject({ expiresIn: 600 })
})

test('leaves a provider alone for as long as it says, and longer each time', async () => {
  const { link, access, provider, time } = await startVault()
  await link('alice')
  provider.mode = 'rate_limited'
  provider.retryAfter = 120
  time.now += 10 * MINUTE
  await expect(access('alice')).rejects.toMatchObject({ hindrance: 'rate_limited', wait: 120_000 })
  time.now += 119_000
  await expect(access('alice')).rejects.toMatchObject({ hindrance: 'backing_off', wait: 1000 })
  expect(provider.requests).toBe(1)
  provider.retryAfter = undefined
  const waits: number[] = []
  for (let tries = 0; tries < 8; tries += 1) {
    time.now += 121_000
    const error = await access('alice').catch((thrown: unknown) => thrown)
    waits.push((error as ProviderUnavailable).wait)
  }
  waits.forEach((wait, before) => {
    const step = Math.min(60_000, 2000 * 2 ** before)
    expect(wait).toBeGreaterThanOrEqual(step * 0.75)
    expect(wait).toBeLessThanOrEqual(step)
  })
  expect(provider.requests).toBe(9)
})

test(
  'a link with more than the access control list now allows is of no use until it is made anew',
  { tags: ['VLT-2'] },
  async () => {
    const { vault, link, ownerOf } = await startVault()
    await link('alice')
    const github = (scopes: string[], name = 'github') =>
      ({ server: 'mcp-github', displayName: '', client: '', scopes, provider: { name } }) as never
    const request = (row: never) => vault.access({ owner: ownerOf('alice'), row, scopes: ['issues:read'] })
    expect(await request(github(['issues:read']))).toMatchObject({
      reason: 'scopes_missing',
      scopes: ['issues:read'],
    })
    expect(await request(github(['issues:read', 'read:user'], 'gitlab'))).toMatchObject({
      reason: 'not_linked',
    })
  },
)

test('a row that was moved to another person opens for neither', async () => {
  const { link, access, store, ownerOf } = await startVault()
  await link('alice')
  const row = (await store.find(ownerOf('alice')))!
  await store.insert({ ...row, owner: ownerOf('mallory') })
  await expect(access('mallory')).rejects.toMatchObject({ name: 'Unsealable' })
})
