import { createDpopKey, dpopProof, type DpopKey } from '@chain-of-trust/auth-core/dpop-client'
import { beforeAll, describe, expect, test } from 'vitest'
import {
  newPerson,
  onBehalfOf,
  refresh,
  requestToken,
  signInForCode,
  signInForTokens,
  SPA,
} from '../client.fixture.ts'
import {
  AI_HOST,
  BASE,
  claimsOf,
  openTestTenant,
  TOKEN_ENDPOINT,
  type TestTenant,
} from '../tenant.fixture.ts'

let tenant: TestTenant
beforeAll(async () => {
  tenant = await openTestTenant()
})

/** A refresh that would succeed, with a proof of the caller's making. */
async function refreshWith(proof: (key: DpopKey, nonce: string) => Promise<string | undefined>) {
  const person = await newPerson(tenant)
  const body = await signInForTokens(tenant, person)
  const nonce = tenant.app.identityProvider.senderConstraint.nonce()!
  const dpop = await proof(person.key, nonce)
  const headers = dpop === undefined ? SPA : { ...SPA, dpop }
  return requestToken(tenant, null, refresh(body['refresh_token']), headers)
}

describe('the sender constraint', () => {
  const target = { method: 'POST', url: TOKEN_ENDPOINT }

  test('a proof with our nonce is taken, and the answer brings a nonce', async () => {
    const { status, headers } = await refreshWith((key, nonce) => dpopProof(key, { ...target, nonce }))
    expect(status).toBe(200)
    expect(headers.get('dpop-nonce')).toBeTruthy()
  })

  test('a proof without nonce is asked for one, and the grant stays good', async () => {
    const answer = await refreshWith((key) => dpopProof(key, target))
    expect([answer.status, answer.body['error']]).toEqual([400, 'use_dpop_nonce'])
    expect(answer.headers.get('dpop-nonce')).toBeTruthy()
    expect(tenant.records.at(-1)).toMatchObject({ outcome: 'challenge', reason: 'dpop_nonce_required' })
    // dpopFetch begins without a nonce each time, so every other test here is a retry that succeeded.
  })

  test.each<[string, (key: DpopKey, nonce: string) => Promise<string | undefined>, string]>([
    ['no proof', async () => undefined, 'dpop_proof_missing'],
    [
      'a proof for another URL',
      (key, nonce) => dpopProof(key, { ...target, url: `${BASE}/oauth2/v2.0/authorize`, nonce }),
      'dpop_proof_invalid',
    ],
    [
      'a proof for the nominal https URL',
      (key, nonce) => dpopProof(key, { ...target, url: TOKEN_ENDPOINT.replace('http:', 'https:'), nonce }),
      'dpop_proof_invalid',
    ],
    [
      'a proof for another method',
      (key, nonce) => dpopProof(key, { ...target, method: 'GET', nonce }),
      'dpop_proof_invalid',
    ],
    ['no JWT', async () => 'x', 'dpop_proof_invalid'],
  ])('%s is refused', async (_, proof, reason) => {
    const { status, body } = await refreshWith(proof)
    expect([status, body['error']]).toEqual([400, 'invalid_dpop_proof'])
    expect(tenant.records.at(-1)?.reason).toBe(reason)
  })

  test('a proof is good once', async () => {
    const person = await newPerson(tenant)
    const { redemption } = await signInForCode(person)
    const nonce = tenant.app.identityProvider.senderConstraint.nonce()!
    const dpop = await dpopProof(person.key, { ...target, nonce })
    const first = await requestToken(tenant, null, redemption, { ...SPA, dpop })
    expect(first.status).toBe(200)
    const replayed = await requestToken(tenant, null, refresh(first.body['refresh_token']), { ...SPA, dpop })
    expect([replayed.status, replayed.body['error']]).toEqual([400, 'invalid_dpop_proof'])
    expect(tenant.records.at(-1)?.reason).toBe('dpop_proof_replayed')
  })

  test('SENDER_CONSTRAINT=none switches it off: Bearer, without cnf', async () => {
    const bearer = await openTestTenant({ senderConstraint: 'none' })
    const { redemption } = await signInForCode(await newPerson(bearer))
    const { headers, body } = await requestToken(bearer, null, redemption, SPA)
    expect(body['token_type']).toBe('Bearer')
    expect(claimsOf(body['access_token'])).not.toHaveProperty('cnf')
    expect(headers.get('dpop-nonce')).toBeNull()
    expect((await requestToken(bearer, null, refresh(body['refresh_token']), SPA)).status).toBe(200)
  })
})

describe('origins', () => {
  const preflight = (origin: string) =>
    tenant.fetch(TOKEN_ENDPOINT, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'dpop' },
    })

  test('a registered single-page application may read the answers, and send a proof', async () => {
    const { headers } = await preflight('http://localhost:4400')
    expect(headers.get('access-control-allow-origin')).toBe('http://localhost:4400')
    expect(headers.get('access-control-allow-headers')).toContain('dpop')
    expect(headers.get('access-control-allow-credentials')).toBeNull()
    const answer = await requestToken(tenant, null, refresh('x'), SPA)
    expect(answer.headers.get('access-control-allow-origin')).toBe('http://localhost:4400')
    expect(answer.headers.get('access-control-expose-headers')).toContain('DPoP-Nonce')
  })

  test.each(['https://evil.example', 'http://localhost:4401', 'https://localhost:4400', 'null'])(
    '%s may not',
    async (origin) => {
      expect((await preflight(origin)).headers.get('access-control-allow-origin')).toBeNull()
      const person = await newPerson(tenant)
      const { redemption } = await signInForCode(person)
      const answer = await requestToken(tenant, person.key, redemption, { origin })
      expect(answer.headers.get('access-control-allow-origin')).toBeNull()
      expect(answer.body).toMatchObject({ error: 'invalid_request', error_codes: [9002326] })
      expect((await requestToken(tenant, person.key, redemption, SPA)).status).toBe(200)
    },
  )

  test("a single-page application's code needs an Origin header", async () => {
    const person = await newPerson(tenant)
    const { redemption } = await signInForCode(person)
    expect((await requestToken(tenant, person.key, redemption)).body['error_codes']).toEqual([9002327])
  })

  test('a confidential client in a browser is refused', async () => {
    const { body } = await requestToken(tenant, await createDpopKey(), await onBehalfOf(tenant, 'x'), SPA)
    expect(body['error_codes']).toEqual([9002326])
  })

  test('the keys and the metadata are public', async () => {
    for (const path of ['/discovery/v2.0/keys', '/v2.0/.well-known/openid-configuration']) {
      expect((await tenant.fetch(BASE + path)).headers.get('access-control-allow-origin')).toBe('*')
    }
  })
})

test('an error has the body of Entra ID', async () => {
  const person = await newPerson(tenant)
  const url = `${TOKEN_ENDPOINT}?client-request-id=00000000-1111-4222-8333-444444444444`
  const response = await tenant.fetch(url, {
    method: 'POST',
    headers: SPA,
    body: new URLSearchParams({ client_id: AI_HOST, grant_type: 'password' }).toString(),
  })
  const body = (await response.json()) as Record<string, unknown>
  expect(body).toEqual({
    error: 'unsupported_grant_type',
    error_description: expect.stringMatching(
      /^AADSTS70003: .+ Trace ID: [0-9a-f-]{36} Correlation ID: 00000000-1111-4222-8333-444444444444 Timestamp: \d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$/,
    ),
    error_codes: [70003],
    timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$/),
    trace_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    correlation_id: '00000000-1111-4222-8333-444444444444',
    error_uri: 'http://localhost:4490/error?code=70003',
  })
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(person).toBeDefined()
})

test.each<[string, RequestInit, number, number]>([
  ['no body', {}, 400, 900144],
  ['JSON', { body: '{"a":"b"}', headers: { 'content-type': 'application/json' } }, 400, 90023],
  ['an unknown content type', { body: 'x', headers: { 'content-type': 'text/x-y' } }, 400, 90023],
  ['a parameter twice', { body: 'client_id=a&client_id=b' }, 400, 90023],
  ['no grant_type', { body: `client_id=${AI_HOST}` }, 400, 900144],
])('a request with %s is a clear 400', async (_, init, status, code) => {
  const response = await tenant.fetch(TOKEN_ENDPOINT, { method: 'POST', ...init })
  expect(response.status).toBe(status)
  expect(await response.json()).toMatchObject({ error: 'invalid_request', error_codes: [code] })
})

test('faults befall the requests that they were switched on for, and no grant is lost', async () => {
  const person = await newPerson(tenant)
  const { redemption } = await signInForCode(person)
  const { faults } = tenant.app.identityProvider
  faults.set({ count: 2, status: 429, retryAfter: 7 })
  for (const _ of [1, 2]) {
    const { status, headers } = await requestToken(tenant, null, redemption, SPA)
    expect([status, headers.get('retry-after')]).toEqual([429, '7'])
  }
  faults.set({ count: 1, status: 503 })
  expect((await requestToken(tenant, null, redemption, SPA)).body['error']).toBe('temporarily_unavailable')
  faults.set({ count: 1, status: 500 })
  expect((await requestToken(tenant, null, redemption, SPA)).body['error']).toBe('server_error')
  faults.set({ count: 1, delay: 50 })
  const before = performance.now()
  expect((await requestToken(tenant, person.key, redemption, SPA)).status).toBe(200)
  expect(performance.now() - before).toBeGreaterThanOrEqual(49)
})

test('no token, code, assertion or name reaches the audit log', async () => {
  const own = await openTestTenant()
  const person = await newPerson(own)
  const { redemption } = await signInForCode(person)
  const { body } = await requestToken(own, person.key, redemption, SPA)
  await requestToken(own, person.key, refresh(body['refresh_token']), SPA)
  await requestToken(own, person.key, refresh(body['refresh_token']), SPA)
  const log = JSON.stringify(own.records)
  const secrets = [
    redemption['code'],
    redemption['code_verifier'],
    body['access_token'],
    body['refresh_token'],
  ]
  for (const secret of [...secrets, body['id_token'], body['client_info']]) {
    expect(log).not.toContain(String(secret))
  }
  expect(log).not.toMatch(/alice|contoso|eyJ/i)
  expect(own.records.map(({ outcome, reason }) => reason ?? outcome)).toContain('refresh_token_reused')
})
