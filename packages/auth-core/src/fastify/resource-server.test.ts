import { ALICE, createTestIssuer } from '@chain-of-trust/testkit'
import Fastify from 'fastify'
import { describe, expect, test } from 'vitest'
import { parseChallenges } from '../challenge.ts'
import { createDpopKey, dpopFetch, dpopProof } from '../dpop-client.ts'
import {
  entraV2,
  memoryAuditLog,
  memoryProofs,
  memoryRevocations,
  Refusal,
  TokenEndpointError,
} from '../index.ts'
import { resourceServer, type ResourceServerOptions } from './index.ts'

const ORIGIN = 'http://localhost:4411'
const idp = await createTestIssuer()
const key = await createDpopKey()
const accepts = entraV2({
  issuer: idp.issuer,
  tenants: [idp.tenant],
  audience: 'us',
  clients: ['test-client'],
})

async function build(overlay: Partial<ResourceServerOptions> = {}) {
  const audit = memoryAuditLog('test')
  const app = Fastify()
  app.get('/healthz', { config: { public: true } }, () => ({ status: 'ok' }))
  await app.register(resourceServer, {
    accepts,
    keys: idp.keys,
    origin: ORIGIN,
    senderConstraint: 'dpop',
    audit,
    resourceMetadata: { resource: `${ORIGIN}/mcp`, authorizationServers: [idp.issuer], scopes: ['Read'] },
    ...overlay,
  })
  app.get('/open', { config: { public: true } }, (request) => ({ oid: request.getToken().oid }))
  app.get('/read', { config: { scopes: ['Read'] } }, (request) => ({ oid: request.getToken().oid }))
  app.get('/write', { config: { scopes: ['Write'] } }, () => 'written')
  app.get('/challenge', { config: { scopes: ['Read'] } }, () => {
    throw new Refusal('claims_insufficient', { claims: '{"access_token":{}}' })
  })
  app.get('/relay', { config: { scopes: ['Read'] } }, () => {
    throw new TokenEndpointError({ status: 503, error: 'server_error', retryAfter: 9 })
  })
  app.get('/blocked', { config: { scopes: ['Read'] } }, () => {
    throw new TokenEndpointError({
      status: 400,
      error: 'interaction_required',
      suberror: 'message_only',
      claims: '{"access_token":{}}',
      diagnostics: { correlation_id: 'corr-1' },
    })
  })
  app.get('/fresh', { config: { scopes: ['Read'] } }, () => {
    throw new Refusal('authentication_insufficient', { acrValues: ['urn:a', 'urn:b'], maxAge: 300 })
  })
  app.get('/bug', { config: { scopes: ['Read'] } }, () => {
    throw new Error('a detail that must not leave')
  })

  /** A client over inject: what it sends is real. */
  const fetch = async (url: string, init: RequestInit = {}) => {
    const { pathname, search } = new URL(url)
    const answer = await app.inject({
      method: (init.method ?? 'GET') as 'GET',
      url: pathname + search,
      headers: Object.fromEntries(new Headers(init.headers)),
    })
    return new Response(answer.body === '' ? null : answer.body, {
      status: answer.statusCode,
      headers: answer.headers as Record<string, string>,
    })
  }
  const client = dpopFetch(key, { fetch })
  const call = async (path: string, claims: Partial<Parameters<typeof idp.token>[0]> = {}) =>
    client(ORIGIN + path, {
      accessToken: await idp.token({ audience: 'us', scp: 'Read', jkt: key.jkt, ...claims }),
    })
  return { app, audit, call, fetch }
}

const challengeOf = (response: Response) => parseChallenges(response.headers.get('www-authenticate') ?? '')[0]

test('a bound token with its proof is accepted and recorded', async () => {
  const { audit, call } = await build()
  const response = await call('/read')
  expect(response.status).toBe(200)
  expect(audit.records.map(({ event, outcome, reason }) => [event, outcome, reason])).toEqual([
    ['token_accepted', 'challenge', 'dpop_nonce_required'],
    ['token_accepted', 'success', undefined],
  ])
  expect(audit.records[1]).toMatchObject({
    scopes: { granted: ['Read'] },
    binding: { method: 'dpop', jkt: key.jkt },
  })
})

describe('closed by default', () => {
  test(
    'without a token every route is 401, the unknown ones too, and no error code is given',
    { tags: ['ZTA-1'] },
    async () => {
      const { app } = await build()
      for (const url of ['/read', '/nope', '/healthz/../read']) {
        const response = await app.inject(url)
        expect(response.statusCode).toBe(401)
        expect(parseChallenges(String(response.headers['www-authenticate']))[0]).toEqual({
          scheme: 'DPoP',
          params: {
            resource_metadata: `${ORIGIN}/.well-known/oauth-protected-resource/mcp`,
            algs: 'ES256',
          },
        })
      }
    },
  )

  test('a route that says nothing about itself does not start', { tags: ['ZTA-1'] }, async () => {
    const { app } = await build()
    const late = Fastify()
    await late.register(resourceServer, { ...(await options()), audit: memoryAuditLog('x') })
    expect(() => late.get('/forgotten', () => 'open?')).toThrow(/forgotten/)
    await app.close()
  })

  test('the public routes are open, and there nobody is anybody', async () => {
    const { app } = await build()
    expect((await app.inject('/healthz')).statusCode).toBe(200)
    expect((await app.inject('/open')).statusCode).toBe(500)
    expect((await app.inject('/.well-known/oauth-protected-resource/mcp')).json()).toMatchObject({
      resource: `${ORIGIN}/mcp`,
      scopes_supported: [`${ORIGIN}/mcp/Read`],
      dpop_bound_access_tokens_required: true,
    })
  })

  async function options(): Promise<ResourceServerOptions> {
    return {
      accepts,
      keys: idp.keys,
      origin: ORIGIN,
      senderConstraint: 'dpop',
      audit: memoryAuditLog('x'),
    }
  }
})

describe('refusals on the wire and in the record', () => {
  test('a bound token called Bearer is a downgrade', { tags: ['POP-1'] }, async () => {
    const { app, audit } = await build()
    const token = await idp.token({ audience: 'us', scp: 'Read', jkt: key.jkt })
    const response = await app.inject({ url: '/read', headers: { authorization: `Bearer ${token}` } })
    expect(response.statusCode).toBe(401)
    expect(audit.records.at(-1)?.reason).toBe('binding_downgrade')
    expect(response.body).not.toContain('downgrade')
  })

  test('a bound token is refused where tokens are bearer tokens: its proof would go unchecked', async () => {
    const { app, audit } = await build({ senderConstraint: 'none' })
    const token = await idp.token({ audience: 'us', scp: 'Read', jkt: key.jkt })
    const response = await app.inject({ url: '/read', headers: { authorization: `Bearer ${token}` } })
    expect(response.statusCode).toBe(401)
    expect(audit.records.at(-1)?.reason).toBe('binding_downgrade')
  })

  test(
    'an unbound token is refused where proof is required, and accepted where it is not',
    { tags: ['POP-1'] },
    async () => {
      const bound = await build()
      const token = await idp.token({ audience: 'us', scp: 'Read' })
      const proof = await dpopProof(key, { method: 'GET', url: `${ORIGIN}/read`, accessToken: token })
      const headers = { authorization: `DPoP ${token}`, dpop: proof }
      await bound.app.inject({ url: '/read', headers })
      expect(bound.audit.records.at(-1)?.reason).toBe('binding_missing')
      const bearer = await build({ senderConstraint: 'none' })
      const response = await bearer.app.inject({
        url: '/read',
        headers: { authorization: `Bearer ${token}` },
      })
      expect(response.statusCode).toBe(200)
    },
  )

  test('a token in the query string is refused', { tags: ['ZTA-1'] }, async () => {
    const { app, audit } = await build()
    expect((await app.inject('/read?access_token=abc')).statusCode).toBe(400)
    expect(audit.records.at(-1)?.reason).toBe('credential_in_query')
  })

  test.each(['Basic abc', 'DPoP', 'DPoP a b', 'DPoP a, DPoP b'])(
    '%j is no credential',
    async (authorization) => {
      const { app } = await build()
      expect((await app.inject({ url: '/read', headers: { authorization } })).statusCode).toBe(400)
    },
  )

  test('a missing scope is 403 and names what the operation needs', { tags: ['AUD-3'] }, async () => {
    const { audit, call } = await build()
    const response = await call('/write')
    expect(response.status).toBe(403)
    expect(challengeOf(response)).toMatchObject({
      scheme: 'DPoP',
      params: { error: 'insufficient_scope', scope: `${ORIGIN}/mcp/Write` },
    })
    expect(audit.records.at(-1)).toMatchObject({
      outcome: 'failure',
      reason: 'scope_insufficient',
      scopes: { granted: ['Read'], requested: ['Write'] },
    })
    expect(audit.records.filter(({ outcome }) => outcome === 'success')).toEqual([])
  })

  test('a claims challenge is 401 with the claims as they came', async () => {
    const { call } = await build()
    const response = await call('/challenge', { xms_cc: ['cp1'] })
    expect(response.status).toBe(401)
    expect(challengeOf(response)?.params).toMatchObject({
      error: 'insufficient_claims',
      claims: btoa('{"access_token":{}}'),
    })
  })

  test.each(['/challenge', '/fresh'])(
    'a client without cp1 gets a 403 and no challenge, and the record says why: %s',
    { tags: ['STP-3'] },
    async (path) => {
      const { audit, call } = await build()
      const response = await call(path)
      expect(response.status).toBe(403)
      expect(response.headers.get('www-authenticate')).toBeNull()
      expect(await response.text()).toBe('{"error":"access_denied"}')
      expect(audit.records.at(-1)?.reason).toMatch(/^(claims|authentication)_insufficient$/)
    },
  )

  test('how an authorization server refused us goes on to our caller, and into the record', async () => {
    const { audit, call } = await build()
    const response = await call('/blocked')
    const failure = { kind: 'blocked', remedy: 'contact_administrator', actor: 'administrator' }
    expect(response.status).toBe(403)
    expect(await response.json()).toEqual({
      error: 'access_denied',
      failure: { ...failure, correlation_id: 'corr-1' },
    })
    expect(audit.records.at(-1)).toMatchObject({
      reason: 'access_blocked',
      diagnostics: { kind: 'blocked', correlation_id: 'corr-1' },
    })
  })

  test('an outage behind us is 503 with Retry-After', async () => {
    const { call } = await build()
    const response = await call('/relay')
    expect(response.status).toBe(503)
    expect(response.headers.get('retry-after')).toBe('9')
  })

  test('a bug of ours is 500 and says nothing', async () => {
    const { call } = await build()
    const response = await call('/bug')
    expect(response.status).toBe(500)
    expect(await response.text()).toBe('{"error":"server_error"}')
  })

  test(
    'the host header chooses nothing: a proof is compared with the configured origin',
    { tags: ['ZTA-1'] },
    async () => {
      const { app, audit } = await build()
      const token = await idp.token({ audience: 'us', scp: 'Read', jkt: key.jkt })
      const proof = await dpopProof(key, {
        method: 'GET',
        url: 'http://attacker.example/read',
        accessToken: token,
      })
      const headers = { authorization: `DPoP ${token}`, dpop: proof, host: 'attacker.example' }
      expect((await app.inject({ url: '/read', headers })).statusCode).toBe(401)
      expect(audit.records.at(-1)).toMatchObject({
        reason: 'dpop_proof_invalid',
        diagnostics: { detail: 'htu' },
      })
    },
  )

  test('a use that cannot be recorded is a 503 with Retry-After, and no fault of the proof', async () => {
    const { app, audit } = await build({ proofs: memoryProofs({ nonces: false, max: 0 }) })
    const token = await idp.token({ audience: 'us', scp: 'Read', jkt: key.jkt })
    const proof = await dpopProof(key, { method: 'GET', url: `${ORIGIN}/read`, accessToken: token })
    const response = await app.inject({
      url: '/read',
      headers: { authorization: `DPoP ${token}`, dpop: proof },
    })
    expect(response.statusCode).toBe(503)
    expect(response.headers['retry-after']).toBe('1')
    expect(response.headers['www-authenticate']).toBeUndefined()
    expect(response.json()).toEqual({ error: 'temporarily_unavailable' })
    expect(audit.records.at(-1)).toMatchObject({ outcome: 'failure', reason: 'replay_memory_unavailable' })
  })

  test('a replayed request is refused', async () => {
    const { app, audit, call } = await build({ proofs: memoryProofs({ nonces: false }) })
    await call('/read')
    const token = await idp.token({ audience: 'us', scp: 'Read', jkt: key.jkt })
    const proof = await dpopProof(key, {
      method: 'GET',
      url: `${ORIGIN}/read`,
      accessToken: token,
    })
    const request = { url: '/read', headers: { authorization: `DPoP ${token}`, dpop: proof } }
    expect((await app.inject(request)).statusCode).toBe(200)
    expect((await app.inject(request)).statusCode).toBe(401)
    expect(audit.records.at(-1)?.reason).toBe('dpop_proof_replayed')
  })
})

describe('a token that is known by now', () => {
  test('still needs a proof of its own, for each request', async () => {
    const { app, audit, fetch } = await build({ proofs: memoryProofs({ nonces: false }) })
    const token = await idp.token({ audience: 'us', scp: 'Read', jkt: key.jkt })
    const first = await dpopFetch(key, { fetch })(`${ORIGIN}/read`, { accessToken: token })
    expect(first.status).toBe(200)
    const thief = await createDpopKey()
    for (const [proof, reason] of [
      [undefined, 'dpop_proof_missing'],
      [
        await dpopProof(thief, { method: 'GET', url: `${ORIGIN}/read`, accessToken: token }),
        'binding_mismatch',
      ],
      [
        await dpopProof(key, { method: 'GET', url: `${ORIGIN}/read`, accessToken: 'another' }),
        'dpop_proof_invalid',
      ],
    ] as const) {
      const headers = { authorization: `DPoP ${token}`, ...(proof === undefined ? {} : { dpop: proof }) }
      expect((await app.inject({ url: '/read', headers })).statusCode).toBe(401)
      expect(audit.records.at(-1)?.reason).toBe(reason)
    }
  })

  test('still needs the scopes of each route, and each use is recorded', async () => {
    const { audit, fetch } = await build()
    const accessToken = await idp.token({ audience: 'us', scp: 'Read', jkt: key.jkt })
    const send = dpopFetch(key, { fetch })
    for (const [path, status] of [
      ['/read', 200],
      ['/write', 403],
      ['/read', 200],
    ] as const)
      expect((await send(ORIGIN + path, { accessToken })).status).toBe(status)
    expect(audit.records.filter(({ outcome }) => outcome === 'success')).toHaveLength(2)
  })
})

test('a revoked token is challenged for a newer one, and the record says whose it was', async () => {
  const revocations = memoryRevocations()
  const { audit, call } = await build({ revocations })
  const claims = { xms_cc: ['cp1'] }
  expect((await call('/read', claims)).status).toBe(200)
  revocations.revoke({ tid: idp.tenant, oid: ALICE }, Date.now() / 1000 + 60)
  const response = await call('/read', claims)
  expect(response.status).toBe(401)
  expect(challengeOf(response)?.params).toMatchObject({ error: 'insufficient_claims' })
  expect(atob(challengeOf(response)!.params['claims']!)).toMatch(/^{"access_token":{"nbf":/)
  expect(audit.records.at(-1)).toMatchObject({
    outcome: 'failure',
    reason: 'claims_insufficient',
    subject: { tid: idp.tenant, oid: ALICE },
  })
})

test('a broader scope opens the routes of the narrower, where the server says so', async () => {
  const { call } = await build({ scopeHierarchy: { Write: ['Read'] } })
  expect((await call('/read', { scp: 'Write' })).status).toBe(200)
  expect((await call('/write', { scp: 'Read' })).status).toBe(403)
})

test('a challenge of RFC 9470 names contexts and age', async () => {
  const { call } = await build()
  const response = await call('/fresh', { xms_cc: ['cp1'] })
  expect(response.status).toBe(401)
  expect(challengeOf(response)?.params).toMatchObject({
    error: 'insufficient_user_authentication',
    acr_values: 'urn:a urn:b',
    max_age: '300',
  })
})
