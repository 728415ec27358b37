import { ALICE, createTestIssuer } from '@chain-of-trust/testkit'
import Fastify from 'fastify'
import { expect, test } from 'vitest'
import {
  createSecurityEventReceiver,
  entraV2,
  memoryAuditLog,
  memoryRevocations,
  Refusal,
  type KeySource,
  type RevocationList,
} from '../index.ts'
import { resourceServer, securityEvents } from './index.ts'

const idp = await createTestIssuer()
const alice = { tid: idp.tenant, oid: ALICE }
const NOW = Math.floor(Date.now() / 1000)
const revokeAlice = () => idp.securityEvent({ audience: 'us', type: 'session-revoked', oid: ALICE })

async function build(overlay: { keys?: KeySource; revocations?: RevocationList } = {}) {
  const audit = memoryAuditLog('test')
  const { keys = idp.keys, revocations = memoryRevocations() } = overlay
  const accepts = { issuer: idp.issuer, tenant: idp.tenant, audience: 'us' }
  const app = Fastify()
  await app.register(resourceServer, {
    accepts: entraV2({ issuer: idp.issuer, tenants: [idp.tenant], audience: 'us', clients: 'any' }),
    keys: idp.keys,
    origin: 'http://localhost',
    senderConstraint: 'none',
    audit,
    revocations,
  })
  app.post('/other', { config: { scopes: ['Read'] } }, () => 'done')
  const receiver = createSecurityEventReceiver({ accepts, keys, revocations, audit })
  await app.register(securityEvents, { receiver })
  const push = (payload: string, type = 'application/secevent+jwt') =>
    app.inject({ method: 'POST', url: '/security-events', headers: { 'content-type': type }, payload })
  return { app, audit, revocations, push }
}

test('a pushed event is applied, recorded, and only then accepted', async () => {
  const { audit, revocations, push } = await build()
  const flushed: unknown[] = []
  revocations.onFlush((whose) => flushed.push(whose))
  const response = await push(await revokeAlice())
  expect([response.statusCode, response.body]).toEqual([202, ''])
  expect(revocations.revokedBefore(alice)).toBeGreaterThan(NOW)
  expect(flushed).toEqual([alice])
  expect(audit.records).toMatchObject([
    {
      event: 'security_event',
      outcome: 'success',
      subject: alice,
      ip: '127.0.0.1',
      diagnostics: { effect: 'revoke', before: revocations.revokedBefore(alice) },
    },
  ])
})

test('an event that comes twice is accepted twice and does its work once', { tags: ['CAE-2'] }, async () => {
  const { audit, revocations, push } = await build()
  let flushes = 0
  revocations.onFlush(() => (flushes += 1))
  const set = await revokeAlice()
  expect((await push(set)).statusCode).toBe(202)
  expect((await push(set)).statusCode).toBe(202)
  expect(flushes).toBe(1)
  expect(audit.records.map(({ outcome, reason }) => [outcome, reason])).toEqual([
    ['success', undefined],
    ['success', 'event_replayed'],
  ])
})

test('a type that we do not know is accepted, and recorded as ignored', async () => {
  const { audit, revocations, push } = await build()
  const set = await idp.securityEvent({ audience: 'us', type: 'urn:example:new', oid: ALICE })
  expect((await push(set)).statusCode).toBe(202)
  expect(revocations.revokedBefore(alice)).toBeUndefined()
  expect(audit.records).toMatchObject([{ outcome: 'success', reason: 'event_ignored' }])
})

const forged = await createTestIssuer()
const request = { audience: 'us', type: 'session-revoked', oid: ALICE }
test.each<[what: string, set: string, err: string, reason: string]>([
  [
    'of another issuer',
    await idp.securityEvent({ ...request, claims: { iss: 'x' } }),
    'invalid_issuer',
    'issuer_mismatch',
  ],
  [
    'for somebody else',
    await idp.securityEvent({ ...request, audience: 'them' }),
    'invalid_audience',
    'audience_mismatch',
  ],
  [
    'signed by somebody else',
    await forged.securityEvent(request),
    'authentication_failed',
    'signature_invalid',
  ],
  [
    'of another type',
    await idp.securityEvent({ ...request, header: { typ: 'JWT' } }),
    'invalid_request',
    'type_mismatch',
  ],
  [
    'that is an access token',
    await idp.token({ audience: 'us', scp: 'Read' }),
    'invalid_request',
    'type_mismatch',
  ],
  [
    'about another tenant',
    await idp.securityEvent({
      ...request,
      claims: { sub_id: { format: 'complex', tenant: { format: 'opaque', id: 'x' } } },
    }),
    'access_denied',
    'tenant_mismatch',
  ],
  ['that is junk', 'junk', 'invalid_request', 'token_malformed'],
  ['that is not there', '', 'invalid_request', 'token_malformed'],
])(
  'an event %s is refused with the registered code, and recorded',
  { tags: ['LOG-1'] },
  async (_what, set, err, reason) => {
    const { audit, revocations, push } = await build()
    const response = await push(set)
    expect(response.statusCode).toBe(400)
    expect(response.headers['content-language']).toBe('en')
    expect(response.json()).toEqual({ err, description: expect.any(String) as string })
    expect(audit.records).toMatchObject([{ event: 'security_event', outcome: 'failure', reason }])
    expect(revocations.revokedBefore(alice)).toBeUndefined()
  },
)

test('a body of another type or without an end is not read', async () => {
  const { app, audit, push } = await build()
  const wrong = await push(JSON.stringify({ set: await revokeAlice() }), 'application/json')
  expect([wrong.statusCode, wrong.json()]).toMatchObject([415, { err: 'invalid_request' }])
  const endless = await push('x'.repeat(17_000))
  expect([endless.statusCode, endless.json()]).toMatchObject([413, { err: 'invalid_request' }])
  expect(audit.records).toMatchObject(
    ['HTTP 415', 'HTTP 413'].map((detail) => ({
      reason: 'security_event_malformed',
      diagnostics: { detail },
    })),
  )
  // Elsewhere the type means nothing.
  const other = await app.inject({
    method: 'POST',
    url: '/other',
    headers: {
      'content-type': 'application/secevent+jwt',
      authorization: `Bearer ${await idp.token({ audience: 'us', scp: 'Read' })}`,
    },
    payload: 'x',
  })
  expect(other.statusCode).toBe(415)
})

test('what we cannot verify or cannot store is to be sent again', async () => {
  const away: KeySource = () => Promise.reject(new Refusal('keys_unavailable', { retryAfter: 5 }))
  const first = await (await build({ keys: away })).push(await revokeAlice())
  expect([first.statusCode, first.headers['retry-after']]).toEqual([503, '5'])

  const list = memoryRevocations()
  let full = true
  const revoke: RevocationList['revoke'] = (subject, before) => {
    if (full) throw new Error('no space left on /var/secret')
    list.revoke(subject, before)
  }
  const { push, audit } = await build({ revocations: { ...list, revoke } })
  const set = await revokeAlice()
  const refused = await push(set)
  expect([refused.statusCode, refused.body]).toEqual([503, ''])
  full = false
  expect((await push(set)).statusCode).toBe(202)
  expect(list.revokedBefore(alice)).toBeDefined()
  expect(audit.records.at(-1)).not.toHaveProperty('reason')
})

test('an event under a key that we have not heard of yet is to be sent again', async () => {
  const { audit, revocations, push } = await build()
  const response = await push(await idp.securityEvent({ ...request, header: { kid: 'x' } }))
  expect(response.statusCode).toBe(503)
  expect(response.headers['retry-after']).toBe('5')
  expect(audit.records).toMatchObject([{ outcome: 'failure', reason: 'key_unknown' }])
  expect(revocations.revokedBefore(alice)).toBeUndefined()
})
