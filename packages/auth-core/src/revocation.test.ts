import { ALICE, BOB, createTestIssuer, type TokenRequest } from '@chain-of-trust/testkit'
import { expect, test } from 'vitest'
import { verifyAccessToken } from './access-token.ts'
import { entraV2 } from './entra-v2.ts'
import { enforceNotRevoked, memoryRevocations, type Whose } from './revocation.ts'
import { Secret } from './secret.ts'

const idp = await createTestIssuer()
const accepts = entraV2({ issuer: idp.issuer, tenants: [idp.tenant], audience: 'us', clients: 'any' })
const alice = { tid: idp.tenant, oid: ALICE }
const NOW = Math.floor(Date.now() / 1000)
const token = async (request: Partial<TokenRequest> = {}) =>
  verifyAccessToken(
    new Secret(await idp.token({ audience: 'us', scp: 'Read', ...request, claims: { iat: NOW } })),
    accepts,
    idp.keys,
  )

test('what was issued before the instant is refused, what was issued from then on is not', async () => {
  const held = await token()
  const revocations = memoryRevocations()
  revocations.revoke(alice, NOW)
  expect(() => enforceNotRevoked(held, revocations)).not.toThrow()
  revocations.revoke(alice, NOW + 0.2)
  expect(() => enforceNotRevoked(held, revocations)).toThrow('token_revoked')
})

test('a client with cp1 is asked for a newer token, another one is told that this is none', async () => {
  const revocations = memoryRevocations()
  revocations.revoke(alice, NOW + 1)
  const able = await token({ xms_cc: ['CP1'] })
  expect(() => enforceNotRevoked(able, revocations)).toThrow(
    expect.objectContaining({
      reason: 'claims_insufficient',
      params: expect.objectContaining({
        claims: `{"access_token":{"nbf":{"essential":true,"value":"${NOW + 1}"}}}`,
      }) as unknown,
    }) as Error,
  )
  const unable = await token()
  expect(() => enforceNotRevoked(unable, revocations)).toThrow(
    expect.objectContaining({ reason: 'token_revoked', error: 'invalid_token' }) as Error,
  )
})

test("one person's revocation is not another's, nor that of the same oid elsewhere", async () => {
  const revocations = memoryRevocations()
  revocations.revoke({ tid: idp.tenant, oid: BOB }, NOW + 1)
  revocations.revoke({ tid: 'another tenant', oid: ALICE }, NOW + 1)
  const held = await token()
  expect(() => enforceNotRevoked(held, revocations)).not.toThrow()
})

test('the instant is a whole second, as `iat` is', () => {
  const revocations = memoryRevocations()
  revocations.revoke(alice, NOW + 0.2)
  expect(revocations.revokedBefore(alice)).toBe(NOW + 1)
})

test('a late message about an earlier instant takes nothing back', () => {
  const revocations = memoryRevocations()
  revocations.revoke(alice, NOW)
  revocations.revoke(alice, NOW - 100)
  expect(revocations.revokedBefore(alice)).toBe(NOW)
})

test('whoever keeps tokens hears of it in the same step', () => {
  const revocations = memoryRevocations()
  const heard: Whose[] = []
  revocations.onFlush((whose) => heard.push(whose))
  revocations.revoke(alice, NOW)
  revocations.flush({ tid: idp.tenant })
  expect(heard).toEqual([alice, { tid: idp.tenant }])
  expect(revocations.revokedBefore({ tid: idp.tenant, oid: BOB })).toBeUndefined()
})

test('with too many, the oldest is forgotten for the safe side: old tokens of everybody are refused', () => {
  const revocations = memoryRevocations({ max: 2 })
  for (const [index, oid] of ['a', 'b', 'c'].entries()) revocations.revoke({ tid: 't', oid }, 100 + index)
  expect(revocations.revokedBefore({ tid: 't', oid: 'a' })).toBe(100)
  expect(revocations.revokedBefore({ tid: 't', oid: 'b' })).toBe(101)
  expect(revocations.revokedBefore({ tid: 't', oid: 'never revoked' })).toBe(100)
})
