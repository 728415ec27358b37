import { beforeAll, describe, expect, test } from 'vitest'
import { newPerson, onBehalfOf, refresh, requestToken, signInForTokens, SPA } from '../client.fixture.ts'
import { ALICE, BOB, claimsOf, openTestTenant, type TestTenant } from '../tenant.fixture.ts'

let tenant: TestTenant
beforeAll(async () => {
  tenant = await openTestTenant({ senderConstraint: 'none' })
})

const HOUR = 3600
const CP1 = '{"access_token":{"xms_cc":{"values":["CP1"]}}}'
const signIn = async (changes: Record<string, string> = {}, oid = ALICE) =>
  signInForTokens(tenant, await newPerson(tenant), { oid, changes })
const redeem = (token: unknown, changes: Record<string, string>) =>
  requestToken(tenant, null, refresh(token, changes), SPA)

describe('lifetime', () => {
  test('20 to 28 hours for a client that can be told of revocations, at a resource that hears of them', async () => {
    const body = await signIn({ claims: CP1 })
    const lifetimes = await Promise.all(
      Array.from({ length: 5 }, async () => (await signIn({ claims: CP1 }))['expires_in'] as number),
    )
    for (const seconds of [Number(body['expires_in']), ...lifetimes]) {
      expect(seconds).toBeGreaterThanOrEqual(20 * HOUR)
      expect(seconds).toBeLessThan(28 * HOUR)
    }
    expect(new Set(lifetimes).size).toBeGreaterThan(1)
    const { iat, exp } = claimsOf(body['access_token'])
    expect(Math.abs(exp! - iat! - Number(body['expires_in']))).toBeLessThanOrEqual(1)
  })

  test('60 to 90 minutes for everybody else', async () => {
    const body = await signIn()
    const openIdOnly = await signIn({ claims: CP1, scope: 'openid offline_access' })
    for (const seconds of [body['expires_in'], openIdOnly['expires_in']]) {
      expect(Number(seconds)).toBeGreaterThanOrEqual(HOUR)
      expect(Number(seconds)).toBeLessThan(1.5 * HOUR)
    }
  })
})

describe('iat', () => {
  test.each([
    ['revocation', (oid: string) => tenant.app.identityProvider.accounts.revokeSessions(oid)],
    ['raised risk', (oid: string) => tenant.app.identityProvider.accounts.setRisk(oid, 'medium')],
    ['move', (oid: string) => tenant.app.identityProvider.accounts.setLocation(oid, 'Home office')],
  ])('of a token after a %s is not before its instant', async (_, change) => {
    const before = claimsOf((await signIn({}, BOB))['access_token'])
    const at = change(BOB)
    const after = claimsOf((await signIn({}, BOB))['access_token'])
    expect(before.iat).toBeLessThan(at)
    expect(after.iat).toBeGreaterThanOrEqual(at)
  })

  test('a second revocation in the same second catches what was issued after the first', async () => {
    const { accounts } = tenant.app.identityProvider
    expect(accounts.revokeSessions(BOB)).toBeLessThan(accounts.revokeSessions(BOB))
    const between = await signIn({}, BOB)
    const at = accounts.revokeSessions(BOB)
    expect(claimsOf(between['access_token']).iat).toBeLessThan(at)
    const exchanged = await requestToken(tenant, null, await onBehalfOf(tenant, between['access_token']))
    expect(exchanged.body['error_codes']).toEqual([50173])
  })

  test('honours the nbf of a claims challenge, and not one from the future', async () => {
    const body = await signIn()
    const now = Math.floor(Date.now() / 1000)
    const claims = (nbf: number | string) =>
      JSON.stringify({ access_token: { nbf: { essential: true, value: String(nbf) } } })
    const next = await redeem(body['refresh_token'], { claims: claims(now + 2) })
    expect(claimsOf(next.body['access_token']).iat).toBe(now + 2)
    const future = await redeem(next.body['refresh_token'], { claims: claims(now + 600) })
    expect(future.body).toMatchObject({ error: 'invalid_request', error_codes: [90023] })
    const nonsense = await redeem(next.body['refresh_token'], { claims: claims('soon') })
    expect(nonsense.body).toMatchObject({ error: 'invalid_request', error_codes: [90023] })
  })
})

describe('what only the identity provider may know of the person', () => {
  test('is opaque, never the same twice, and no other claim says it to a resource that did not ask', async () => {
    const scope = 'openid offline_access'
    const [one, two] = [await signIn({ scope }), await signIn({ scope })].map((body) =>
      claimsOf(body['access_token']),
    )
    expect(one!['aio']).toMatch(/^[\w-]{50,200}$/)
    expect(one!['aio']).not.toBe(two!['aio'])
    expect(one).not.toHaveProperty('auth_time')
    expect(Buffer.from(String(one!['aio']), 'base64url').toString('latin1')).not.toMatch(/\d{10}/)
  })

  test('is wanted of an assertion: altered or missing, it is refused', { tags: ['OBO-1'] }, async () => {
    const body = await signIn()
    const claims = claimsOf(body['access_token'])
    const { signingKeys } = tenant.app.identityProvider
    for (const aio of [undefined, 'x', String(claims['aio']).replace(/^..../, 'AAAA')]) {
      const assertion = await signingKeys.sign({ ...claims, aio })
      const { body: refused } = await requestToken(tenant, null, await onBehalfOf(tenant, assertion))
      expect(refused).toMatchObject({ error: 'invalid_grant', error_codes: [50027] })
    }
  })

  test('auth_time is in the access token where the claims request asks for it', async () => {
    const claims = '{"access_token":{"auth_time":{"essential":true}}}'
    const body = await signIn({ scope: 'openid', claims })
    expect(claimsOf(body['access_token'])['auth_time']).toBe(claimsOf(body['id_token'])['auth_time'])
  })
})
