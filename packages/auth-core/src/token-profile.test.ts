import { createTestIssuer } from '@chain-of-trust/testkit'
import { describe, expect, test } from 'vitest'
import { verifyAccessToken } from './access-token.ts'
import { entraV2 } from './entra-v2.ts'
import { rfc9068 } from './rfc9068.ts'
import { Refusal } from './refusal.ts'
import { Secret } from './secret.ts'
import { defineProfile } from './token-profile.ts'

const ONE = '11111111-2222-4333-8444-555555555555'
const TWO = '22222222-2222-4333-8444-555555555555'
const STRANGER = '33333333-2222-4333-8444-555555555555'
const TEMPLATE = 'https://login.example/{tenantid}/v2.0'
const issuerOf = (tenant: string) => TEMPLATE.replace('{tenantid}', tenant)
const idp = await createTestIssuer()

const outcome = (jwt: string, accepts: ReturnType<typeof entraV2>) =>
  verifyAccessToken(new Secret(jwt), accepts, idp.keys).catch((error: unknown) =>
    error instanceof Refusal ? error.reason : error,
  )

describe('Entra v2, several tenants', () => {
  const accepts = entraV2({ issuer: TEMPLATE, tenants: [ONE, TWO], audience: 'us', clients: 'any' })
  const token = (iss: string, tid: string) => idp.token({ audience: 'us', scp: 'Read', claims: { iss, tid } })

  test('users of each tenant on the list come in, by the issuer of their own tenant', async () => {
    expect(await outcome(await token(issuerOf(ONE), ONE), accepts)).toMatchObject({
      tid: ONE,
      issuer: issuerOf(ONE),
    })
    expect(await outcome(await token(issuerOf(TWO), TWO), accepts)).toMatchObject({ tid: TWO })
  })

  test.each([
    ['a tenant that is not on the list', issuerOf(STRANGER), STRANGER, 'issuer_mismatch'],
    ["a stranger's tid under an allowed issuer", issuerOf(ONE), STRANGER, 'tenant_mismatch'],
    ["one allowed tenant speaking for another's users", issuerOf(ONE), TWO, 'issuer_mismatch'],
    ['the template itself', TEMPLATE, '{tenantid}', 'issuer_mismatch'],
    ['an issuer that only begins alike', `${issuerOf(ONE)}/`, ONE, 'issuer_mismatch'],
  ])('%s is refused', { tags: ['AUD-2'] }, async (_title, iss, tid, reason) => {
    expect(await outcome(await token(iss, tid), accepts)).toBe(reason)
  })

  test.each([
    ['no tenant', TEMPLATE, []],
    ['everybody', 'https://login.example/common/v2.0', ['common']],
    ['several tenants behind one fixed issuer', issuerOf(ONE), [ONE, TWO]],
  ])('a profile for %s is not made', (_title, issuer, tenants) => {
    expect(() => entraV2({ issuer, tenants, audience: 'us', clients: 'any' })).toThrow(TypeError)
  })
})

describe('RFC 9068', () => {
  const accepts = rfc9068({ issuer: 'https://as.example', audience: 'https://api.example', clients: ['c'] })
  const now = Math.floor(Date.now() / 1000)
  const token = (claims: Record<string, unknown> = {}, typ = 'at+jwt') =>
    idp.sign(
      {
        iss: 'https://as.example',
        aud: 'https://api.example',
        sub: 'alice',
        client_id: 'c',
        scope: 'read write',
        jti: 'id-1',
        iat: now,
        exp: now + 600,
        acr: 'urn:mfa',
        auth_time: now - 30,
        ...claims,
      },
      { typ },
    )

  test.each(['at+jwt', 'application/at+jwt', 'AT+JWT'])(
    'a token of type %s is accepted, its subject being issuer and sub',
    async (typ) => {
      expect(await outcome(await token({}, typ), accepts)).toMatchObject({
        tid: 'https://as.example',
        oid: 'alice',
        clientId: 'c',
        scopes: ['read', 'write'],
        uti: 'id-1',
        acrs: ['urn:mfa'],
        authenticatedAt: now - 30,
        appOnly: false,
        stepUp: 'rfc9470',
      })
    },
  )

  test.each([
    ['a plain JWT, an ID token perhaps', {}, 'JWT', 'type_mismatch'],
    ['another issuer', { iss: 'https://as.example/' }, 'at+jwt', 'issuer_mismatch'],
    ['another audience', { aud: 'https://other.example' }, 'at+jwt', 'audience_mismatch'],
    ['us among others', { aud: ['https://api.example', 'x'] }, 'at+jwt', 'audience_mismatch'],
    ['no jti', { jti: undefined }, 'at+jwt', 'claim_missing'],
    ['no client_id', { client_id: undefined }, 'at+jwt', 'claim_missing'],
    ['no sub', { sub: undefined }, 'at+jwt', 'claim_missing'],
    ['no exp', { exp: undefined }, 'at+jwt', 'claim_missing'],
    ['an unlisted client', { client_id: 'x' }, 'at+jwt', 'client_not_allowed'],
    ['client credentials', { sub: 'c' }, 'at+jwt', 'app_only_token'],
    ['no scope', { scope: undefined }, 'at+jwt', 'app_only_token'],
  ])('%s is refused', { tags: ['AUD-2'] }, async (_title, claims, typ, reason) => {
    expect(await outcome(await token(claims, typ), accepts)).toBe(reason)
  })

  test("the other profile's tokens are refused, both ways", async () => {
    const entra = entraV2({
      issuer: 'https://as.example',
      tenants: [ONE],
      audience: 'https://api.example',
      clients: 'any',
    })
    expect(await outcome(await token(), entra)).toBe('type_mismatch')
    const v2 = await idp.token({
      audience: 'https://api.example',
      scp: 'Read',
      claims: { iss: 'https://as.example' },
    })
    expect(await outcome(v2, accepts)).toBe('type_mismatch')
  })
})

test.each([['HS256'], ['none'], ['RS256', 'HS512'], []])(
  'a profile with the algorithms %j is not made',
  (...algorithms) => {
    expect(() => rfc9068({ issuer: 'i', audience: 'a', clients: 'any', algorithms })).toThrow(/asymmetric/)
  },
)

test('a profile without issuer or audience is not made, and a made one cannot be widened', () => {
  expect(() => rfc9068({ issuer: '', audience: 'a', clients: 'any' })).toThrow(TypeError)
  expect(() => rfc9068({ issuer: 'i', audience: '', clients: 'any' })).toThrow(TypeError)
  const profile = rfc9068({ issuer: 'i', audience: 'a', clients: ['c'] })
  expect(() => (profile.clients as string[]).push('another')).toThrow(TypeError)
  expect(defineProfile(profile)).toBe(profile)
})
