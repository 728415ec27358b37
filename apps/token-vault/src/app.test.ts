import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memoryAuditLog } from '@chain-of-trust/auth-core'
import { createDpopKey, dpopFetch } from '@chain-of-trust/auth-core/dpop-client'
import { openSecurityEvents, openSqlDatabase } from '@chain-of-trust/service-kit'
import { createTestIssuer, createTestTransmitter } from '@chain-of-trust/testkit'
import { createWebSignIn } from '@chain-of-trust/token-flow'
import { expect, onTestFinished, test } from 'vitest'
import { buildApp } from './app.ts'
import { readConfig } from './config.ts'
import { createTestProvider, fetchOf, providersOf, settingsAt } from './provider.fixture.ts'
import { github } from './providers/github.ts'
import { jira } from './providers/jira.ts'
import { openLinkStore } from './store/sql-link-store.ts'
import { testCipher } from './vault.fixture.ts'

const ORIGIN = 'http://localhost:4420'
const AUDIENCE = 'a1b00000-0000-4000-8000-000000004420'
const client = (port: number) => `a1b00000-0000-4000-8000-00000000${port}`
const [ALICE, BOB] = ['aaaaaaaa-0000-4000-8000-000000000001', 'aaaaaaaa-0000-4000-8000-000000000002'] as const
const SCOPES = ['read:user', 'issues:read']

interface Call {
  oid?: string
  azp?: string
  scp?: string
  method?: string
  body?: unknown
}

async function startApp() {
  const issuer = await createTestIssuer()
  const key = await createDpopKey()
  const audit = memoryAuditLog('token-vault')
  const transmitter = createTestTransmitter()
  const state = mkdtempSync(join(tmpdir(), 'vault-'))
  const config = readConfig({ LOG_LEVEL: 'silent', STATE_DIR: state })
  const provider = createTestProvider()
  const database = await openSqlDatabase({}, ':memory:')
  const store = await openLinkStore(database)
  const cipher = await testCipher()
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const webSignIn = createWebSignIn(
    {
      clientId: config.CLIENT_ID,
      tenantId: config.TENANT_ID,
      issuer: config.ISSUER,
      tokenEndpoint: config.TOKEN_ENDPOINT,
      key: {
        privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
        thumbprintSha256: '00'.repeat(32),
      },
    },
    { redirectUri: `${ORIGIN}/signed-in`, keys: issuer.keys },
  )
  const events = openSecurityEvents('token-vault', config, {
    keys: issuer.keys,
    audit,
    fetchFor: () => transmitter.fetch,
    interval: 10,
  })
  const app = await buildApp(config, {
    keys: issuer.keys,
    audit,
    providers: providersOf(github(settingsAt('http://localhost:1')), jira(settingsAt('http://localhost:2'))),
    store,
    cipher,
    database,
    webSignIn,
    events,
    fetch: fetchOf({ 'http://localhost:1': provider }),
  })
  await app.ready()
  onTestFinished(() => app.close())
  const send = dpopFetch(key, {
    async fetch(url, init = {}) {
      const answer = await app.inject({
        method: (init.method ?? 'GET') as 'GET',
        url: url.slice(ORIGIN.length),
        headers: Object.fromEntries(new Headers(init.headers)),
        ...(typeof init.body === 'string' ? { payload: init.body } : {}),
      })
      const headers = Object.entries(answer.headers).map(([name, value]): [string, string] => [
        name,
        String(value),
      ])
      return new Response(answer.body, { status: answer.statusCode, headers })
    },
  })
  const call = async (
    path: string,
    { oid = ALICE, azp = client(4412), scp = 'Vault.Use', method = 'POST', body }: Call = {},
  ) => {
    // Older than whatever is revoked in a test.
    const then = Math.floor(Date.now() / 1000) - 60
    const claims = { iat: then, nbf: then }
    const accessToken = await issuer.token({ audience: AUDIENCE, oid, azp, scp, jkt: key.jkt, claims })
    const json =
      body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
    const response = await send(`${ORIGIN}${path}`, { method, accessToken, ...json })
    return {
      status: response.status,
      headers: response.headers,
      body: (await response.json()) as Record<string, unknown>,
    }
  }
  const link = async (oid: string, expiresAt?: number) => {
    const granted = provider.authorize(oid, SCOPES)
    const owner = { tid: issuer.tenant, oid, client: client(4412) }
    const sealed = await cipher.seal(granted.tokens, owner, 'github', 1)
    const { account } = granted
    const row = {
      owner,
      provider: 'github',
      state: 'linked' as const,
      generation: 1,
      account,
      scopes: SCOPES,
      sealed,
    }
    await store.insert({ ...row, expiresAt: expiresAt ?? granted.expiresAt, linkedAt: Date.now() })
    return granted.grant
  }
  return { call, link, audit, provider, issuer, transmitter, store }
}

const wanted = { scopes: ['issues:read'] }
const manage = { azp: client(4401), scp: 'Links.Manage' }

test('a server gets the short token of the person who called it, on the record, and never the refresh token', async () => {
  const { call, link, audit } = await startApp()
  const grant = await link(ALICE)
  const { status, headers, body } = await call('/access-token', { body: wanted })
  expect([status, headers.get('cache-control')]).toEqual([200, 'no-store'])
  expect(body).toEqual({
    access_token: grant.accessToken,
    token_type: 'Bearer',
    expires_in: expect.toSatisfy((seconds: number) => seconds > 590 && seconds <= 600) as number,
    scopes: SCOPES,
    provider: 'github',
    account: { id: `id of ${ALICE}`, name: ALICE },
    generation: 1,
  })
  expect(audit.records.filter(({ outcome }) => outcome === 'success')).toMatchObject([
    {
      event: 'token_released',
      subject: { oid: ALICE },
      client: { app_id: client(4412) },
      token: { name: 'C' },
      link: { provider: 'github', scopes: { requested: ['issues:read'], granted: SCOPES }, generation: 1 },
    },
  ])
  expect(JSON.stringify(audit.records)).not.toMatch(/rt-|at-[0-9a-f]|id of/)
})

test('another person and another server get nothing of it, and are told where to link their own', async () => {
  const { call, link, audit } = await startApp()
  await link(ALICE)
  const bob = await call('/access-token', { body: wanted, oid: BOB })
  expect(bob).toMatchObject({
    status: 409,
    body: { error: 'link_required', reason: 'not_linked', provider: 'github' },
  })
  expect(bob.body['connect_url']).toMatch(/^http:\/\/localhost:4420\/connect\/[\w-]{43}$/)
  const jiras = await call('/access-token', { body: { scopes: ['read:jira-work'] }, azp: client(4413) })
  expect(jiras).toMatchObject({ status: 409, body: { provider: 'jira', provider_name: 'Jira' } })
  expect(audit.records.at(-1)).toMatchObject({
    event: 'token_released',
    outcome: 'failure',
    reason: 'not_linked',
  })
})

test.each([
  [
    'scopes beyond its row',
    { body: { scopes: ['admin:org'] } },
    403,
    'access_denied',
    'operation_not_permitted',
  ],
  ['no row at all', { body: wanted, azp: client(4401) }, 403, 'access_denied', 'operation_not_permitted'],
  ['another scope', { body: wanted, scp: 'Links.Manage' }, 403, 'insufficient_scope', 'scope_insufficient'],
])(
  'a client with %s is refused, on the record',
  { tags: ['VLT-2'] },
  async (_, request, status, error, reason) => {
    const { call, link, audit } = await startApp()
    await link(ALICE)
    expect(await call('/access-token', request)).toMatchObject({ status, body: { error } })
    expect(audit.records.at(-1)).toMatchObject({ event: 'token_released', outcome: 'failure', reason })
  },
)

test.each([
  {},
  { scopes: [] },
  { scopes: 'issues:read' },
  { ...wanted, oid: BOB },
  { ...wanted, rejected: 0 },
])('a body that is none is answered with what is wrong: %j', async (body) => {
  const { call, audit } = await startApp()
  expect(await call('/access-token', { body })).toMatchObject({
    status: 400,
    body: { error: 'invalid_request' },
  })
  expect(audit.records.at(-1)).toMatchObject({ event: 'token_released', reason: 'request_malformed' })
})

test('a provider that is down is 503 with when to come again, never an invalid token', async () => {
  const { call, link, provider, audit } = await startApp()
  await link(ALICE, Date.now() - 1000)
  provider.mode = 'rate_limited'
  provider.retryAfter = 7
  const { status, headers, body } = await call('/access-token', { body: wanted })
  expect([status, headers.get('retry-after'), body['error']]).toEqual([503, '7', 'temporarily_unavailable'])
  expect(audit.records.at(-1)).toMatchObject({
    event: 'token_released',
    reason: 'authorization_server_unavailable',
    diagnostics: { detail: 'rate_limited' },
  })
})

test('people see, begin and end their own links', async () => {
  const { call, link } = await startApp()
  const grant = await link(ALICE)
  const list = async (oid: string) => (await call('/links', { ...manage, method: 'GET', oid })).body['links']
  expect(await list(ALICE)).toMatchObject([
    { server: 'mcp-github', state: 'linked', account: { name: ALICE }, scopes: SCOPES },
    {
      server: 'mcp-jira',
      state: 'not_linked',
      scopes: [],
      possible_scopes: ['read:jira-user', 'read:jira-work', 'write:jira-work'],
      default_scopes: ['read:jira-user', 'read:jira-work'],
      required_scopes: ['read:jira-user'],
    },
  ])
  expect(await list(BOB)).toMatchObject([{ state: 'not_linked' }, { state: 'not_linked' }])
  expect(await call('/links/mcp-github/requests', { ...manage, body: {} })).toMatchObject({ status: 201 })
  expect(await call('/links/mcp-github/requests', { ...manage, body: { scopes: ['x'] } })).toMatchObject({
    status: 400,
  })
  expect(await call('/links/nobody/requests', { ...manage, body: {} })).toMatchObject({ status: 404 })
  const end = (oid: string) => call('/links/mcp-github', { ...manage, method: 'DELETE', oid })
  expect(await end(BOB)).toMatchObject({ status: 404 })
  expect(grant.revoked).toBe(false)
  expect(await end(ALICE)).toMatchObject({ status: 200, body: { state: 'not_linked' } })
  expect(grant.revoked).toBe(true)
  expect(await call('/links/mcp-github', { method: 'DELETE' })).toMatchObject({ status: 403 })
})

test('a person whose sessions were revoked gets no token out of the vault', async () => {
  const { call, link, issuer, transmitter } = await startApp()
  await link(ALICE)
  expect(await call('/access-token', { body: wanted })).toMatchObject({ status: 200 })
  transmitter.sets['1'] = await issuer.securityEvent({
    audience: AUDIENCE,
    type: 'session-revoked',
    oid: ALICE,
  })
  await expect.poll(async () => (await call('/access-token', { body: wanted })).status).toBe(401)
})
