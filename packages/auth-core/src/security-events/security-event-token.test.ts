import { ALICE, createTestIssuer, type SecurityEventRequest } from '@chain-of-trust/testkit'
import { base64url, decodeJwt, generateKeyPair, SignJWT } from 'jose'
import { expect, test } from 'vitest'
import { verifyAccessToken } from '../access-token.ts'
import { entraV2 } from '../entra-v2.ts'
import { Secret } from '../secret.ts'
import { verifySecurityEvent } from './security-event-token.ts'

const idp = await createTestIssuer()
const accepts = { issuer: idp.issuer, tenant: idp.tenant, audience: 'us' }
const NOW = Math.floor(Date.now() / 1000)
const CAEP = 'https://schemas.openid.net/secevent/caep/event-type'

const event = async (request: Partial<SecurityEventRequest> = {}, issuer = idp) =>
  new Secret(await issuer.securityEvent({ audience: 'us', type: 'session-revoked', oid: ALICE, ...request }))
const verify = async (request: Partial<SecurityEventRequest> = {}) =>
  verifySecurityEvent(await event(request), accepts, idp.keys)

test('a revoked session says whose tokens are stale, and from when on they are not', async () => {
  const claims = { txn: 'one change' }
  expect(await verify({ event: { event_timestamp: NOW }, claims })).toEqual({
    jti: expect.any(String) as string,
    issuedAt: expect.any(Number) as number,
    transaction: 'one change',
    type: `${CAEP}/session-revoked`,
    whose: { tid: idp.tenant, oid: ALICE },
    effect: { do: 'revoke', subject: { tid: idp.tenant, oid: ALICE }, before: NOW },
  })
})

test.each<[type: string, event: Record<string, unknown>, effect: string]>([
  ['credential-change', { credential_type: 'password', change_type: 'update' }, 'revoke'],
  ['account-disabled', { reason: 'hijacking' }, 'revoke'],
  ['account-enabled', {}, 'flush'],
  ['risk-level-change', { current_level: 'HIGH' }, 'revoke'],
  ['risk-level-change', { current_level: 'MEDIUM' }, 'flush'],
  ['device-compliance-change', { current_status: 'not-compliant' }, 'revoke'],
  ['device-compliance-change', { current_status: 'compliant' }, 'flush'],
  ['token-claims-change', { claims: { location: 'Unknown place' } }, 'revoke'],
])('%s of a person, %j: %s', async (type, payload, effect) => {
  expect((await verify({ type, event: payload })).effect.do).toBe(effect)
})

test('an edited policy is about the whole tenant, and makes nobody sign in again', async () => {
  const { audience } = accepts
  const set = new Secret(await idp.securityEvent({ audience, type: 'token-claims-change' }))
  expect((await verifySecurityEvent(set, accepts, idp.keys)).effect).toEqual({
    do: 'flush',
    whose: { tid: idp.tenant },
  })
})

test('without an instant of its own, the event happened when it was told', async () => {
  const { issuedAt, effect } = await verify({ event: { event_timestamp: undefined } })
  expect(effect).toMatchObject({ before: issuedAt })
})

test('a list of one audience is one audience', async () => {
  await expect(verify({ claims: { aud: ['us'] } })).resolves.toMatchObject({ effect: { do: 'revoke' } })
})

test('an old event is true still', async () => {
  const before = NOW - 90_000
  const { effect } = await verify({ claims: { iat: before }, event: { event_timestamp: before } })
  expect(effect).toMatchObject({ do: 'revoke', before })
})

test('the verification of a stream has the stream for its subject', async () => {
  const claims = { sub_id: { format: 'opaque', id: 'a stream' } }
  expect((await verify({ type: 'verification', claims })).effect).toEqual({ do: 'verify' })
})

test('a type that we do not know is nothing to refuse', async () => {
  const claims = { sub_id: { format: 'email', email: 'a@b.example' } }
  const { effect, whose } = await verify({ type: 'urn:example:something-new', claims })
  expect([effect, whose]).toEqual([{ do: 'ignore' }, undefined])
})

const at = { event_timestamp: NOW }
const subject = (tenant: string) => ({
  format: 'complex',
  tenant: { format: 'opaque', id: tenant },
  user: { format: 'opaque', id: ALICE },
})
test.each<[what: string, request: Partial<SecurityEventRequest>, reason: string]>([
  ['typ JWT', { header: { typ: 'JWT' } }, 'type_mismatch'],
  ['no typ', { header: { typ: undefined as never } }, 'type_mismatch'],
  ['another spelling of the type', { header: { typ: 'application/SecEvent+jwt' } }, 'type_mismatch'],
  ['a key that it brings itself', { header: { jwk: { kty: 'RSA' } } }, 'token_header_untrusted'],
  ['an unknown key', { header: { kid: 'another' } }, 'key_unknown'],
  ['another issuer', { claims: { iss: 'http://localhost:4490/evil/v2.0' } }, 'issuer_mismatch'],
  ['another audience', { audience: 'them' }, 'audience_mismatch'],
  ['us and another audience', { claims: { aud: ['us', 'them'] } }, 'audience_mismatch'],
  ['another tenant', { claims: { sub_id: subject('another tenant') } }, 'tenant_mismatch'],
  ['no jti', { claims: { jti: undefined } }, 'claim_missing'],
  ['an empty jti', { claims: { jti: '' } }, 'security_event_malformed'],
  ['no iat', { claims: { iat: undefined } }, 'claim_missing'],
  ['an iat to come', { claims: { iat: NOW + 3600 } }, 'token_not_yet_valid'],
  ['a sub', { claims: { sub: ALICE } }, 'security_event_malformed'],
  ['an exp', { claims: { exp: NOW + 3600 } }, 'security_event_malformed'],
  ['no events', { claims: { events: undefined } }, 'claim_missing'],
  ['an empty set of events', { claims: { events: {} } }, 'security_event_malformed'],
  [
    'two events',
    { claims: { events: { [`${CAEP}/session-revoked`]: at, [`${CAEP}/credential-change`]: at } } },
    'security_event_malformed',
  ],
  [
    'an event that is no object',
    { claims: { events: { [`${CAEP}/session-revoked`]: 1 } } },
    'security_event_malformed',
  ],
  ['no sub_id', { claims: { sub_id: undefined } }, 'security_event_malformed'],
  [
    'a sub_id of another format',
    { claims: { sub_id: { format: 'opaque', id: ALICE } } },
    'security_event_malformed',
  ],
  [
    'a revocation of nobody',
    { claims: { sub_id: { format: 'complex', tenant: { format: 'opaque', id: idp.tenant } } } },
    'security_event_malformed',
  ],
  ['an instant in milliseconds', { event: { event_timestamp: NOW * 1000 } }, 'security_event_malformed'],
  ['an instant that is no number', { event: { event_timestamp: '1' } }, 'security_event_malformed'],
  ['a risk without a level', { type: 'risk-level-change' }, 'security_event_malformed'],
])('%s is refused', { tags: ['CAE-2'] }, async (_what, request, reason) => {
  await expect(verify(request)).rejects.toMatchObject({ reason })
})

test('a signature of somebody else is refused', async () => {
  const forged = await event({}, await createTestIssuer())
  await expect(verifySecurityEvent(forged, accepts, idp.keys)).rejects.toMatchObject({
    reason: 'signature_invalid',
  })
})

test('an event that was changed after it was signed is refused', async () => {
  const [header, payload, signature] = (await event()).reveal().split('.') as [string, string, string]
  const text = Buffer.from(payload, 'base64url').toString().replace('session-revoked', 'session-renewed')
  const tampered = new Secret(`${header}.${base64url.encode(text)}.${signature}`)
  await expect(verifySecurityEvent(tampered, accepts, idp.keys)).rejects.toMatchObject({
    reason: 'signature_invalid',
  })
})

test('another algorithm is refused, although the key would do', async () => {
  const { keys } = idp
  const header = { alg: 'PS256', kid: 'any', typ: 'secevent+jwt' }
  const pair = await generateKeyPair('PS256')
  const payload = decodeJwt((await event()).reveal())
  const set = new Secret(await new SignJWT(payload).setProtectedHeader(header).sign(pair.privateKey))
  const key = () => Promise.resolve(pair.publicKey)
  await expect(verifySecurityEvent(set, accepts, key)).rejects.toMatchObject({
    reason: 'algorithm_not_allowed',
  })
  await expect(verifySecurityEvent(set, accepts, keys)).rejects.toMatchObject({
    reason: 'algorithm_not_allowed',
  })
})

test('no algorithm at all is refused', async () => {
  const [, payload] = (await event()).reveal().split('.') as [string, string]
  const header = base64url.encode(JSON.stringify({ alg: 'none', typ: 'secevent+jwt' }))
  await expect(
    verifySecurityEvent(new Secret(`${header}.${payload}.`), accepts, idp.keys),
  ).rejects.toMatchObject({ reason: 'algorithm_not_allowed' })
})

test('what is no token at all, and what is endless, is refused', async () => {
  for (const junk of ['', 'junk', 'x'.repeat(20_000)])
    await expect(verifySecurityEvent(new Secret(junk), accepts, idp.keys)).rejects.toMatchObject({
      reason: 'token_malformed',
    })
})

test('an access token is no event, and an event is no access token', async () => {
  const events = { [`${CAEP}/session-revoked`]: at }
  const accessToken = new Secret(
    await idp.token({
      audience: 'us',
      scp: 'Read',
      claims: { events, jti: 'x', sub_id: subject(idp.tenant) },
    }),
  )
  await expect(verifySecurityEvent(accessToken, accepts, idp.keys)).rejects.toMatchObject({
    reason: 'type_mismatch',
  })
  const profile = entraV2({ issuer: idp.issuer, tenants: [idp.tenant], audience: 'us', clients: 'any' })
  const set = await event({
    claims: { exp: NOW + 600, sub: 'x', tid: idp.tenant, oid: ALICE, azp: 'x', scp: 'Read' },
  })
  await expect(verifyAccessToken(set, profile, idp.keys)).rejects.toMatchObject({ reason: 'type_mismatch' })
})
