import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ensureDevKeys, keysIn } from '../dev-keys.ts'
import { startMock, type MockTenant } from '../entra/mock.fixture.ts'
import { diagnose } from './diagnose.ts'
import { DOCUMENT, entra, ENVIRONMENT, ISSUER, KEYS } from './entra.fixture.ts'
import type { Fetch } from './metadata.ts'

const NAME = 'mcp-sharepoint'
let mock: MockTenant
let stateDir: string
beforeAll(async () => {
  stateDir = mkdtempSync(join(tmpdir(), 'chain-of-trust-doctor-'))
  await ensureDevKeys([NAME], keysIn(stateDir))
  mock = await startMock()
}, 60_000)
afterAll(() => mock.stop())

async function troubles(environment: Record<string, string>, fetch: Fetch): Promise<string[]> {
  const findings = await diagnose(NAME, { STATE_DIR: stateDir, ...environment }, { fetch, now: Date.now() })
  return findings
    .filter(({ level }) => level === 'problem' || level === 'warning')
    .map(({ level, about, says, remedy }) => `${level} ${about}: ${says} → ${remedy}`)
}

/** What is wrong at the real Entra ID beyond the mock's ids, which no configuration of one service can mend. */
async function atEntra(changes: Record<string, string>, fetch = entra()): Promise<string[]> {
  const all = await troubles({ ...ENVIRONMENT, ...changes }, fetch)
  return all.filter((text) => !/id of the mock|identifierUris|RESOURCE: is plain http/.test(text))
}

const atMock = (changes: Record<string, string> = {}) => {
  const base = mock.issuer.slice(0, -'/v2.0'.length)
  const endpoints = {
    ISSUER: mock.issuer,
    JWKS_URI: `${base}/discovery/v2.0/keys`,
    TOKEN_ENDPOINT: `${base}/oauth2/v2.0/token`,
  }
  return troubles({ ...endpoints, ...changes }, (url) => fetch(url))
}

test('a service of the local system is well', async () => {
  expect(await atMock()).toEqual([])
})

test('a configuration for the real Entra ID is well, but for the ids and addresses of the mock', async () => {
  expect(await atEntra({})).toEqual([])
  const all = await troubles(ENVIRONMENT, entra())
  expect(all).toHaveLength(3)
  expect(all[0]).toContain('problem CLIENT_ID: is an id of the mock: Entra ID chooses its own (AADSTS700016)')
  expect(all[1]).toContain('warning RESOURCE: is plain http on loopback')
  expect(all[2]).toContain(
    'problem identifierUris: Entra ID takes http://localhost:4411/mcp as App ID URI of nobody',
  )
})

test.each<[Record<string, string>, string]>([
  [{ SENDER_CONSTRAINT: 'dpop' }, 'problem SENDER_CONSTRAINT: this tenant does not bind tokens to keys'],
  [{ SECURITY_EVENTS: 'on' }, 'problem SECURITY_EVENTS: Entra ID tells only Microsoft’s own resources'],
  [{ RESOURCE_INDICATORS: 'on', RESOURCE: 'https://mcp.contoso.example' }, 'Entra ID answers AADSTS9010010'],
  [{ AUDIENCE: 'https://mcp.contoso.example/mcp' }, 'problem AUDIENCE: is a URI'],
  [{ AUDIENCE: '99999999-9999-4999-8999-999999999999' }, 'problem AUDIENCE: is another application'],
  [{ CLIENT_ID: '99999999-9999-4999-8999-999999999999' }, 'the other services know this one as a1b00000'],
  [{ RESOURCE: 'https://mcp.contoso.example/mcp/' }, '→ RESOURCE=https://mcp.contoso.example/mcp'],
  [{ TENANT_ID: '99999999-9999-4999-8999-999999999999' }, 'problem TENANT_ID: is another tenant'],
  [{ ISSUER: `${ISSUER}/` }, 'problem ISSUER: ends with a slash'],
  [{ ISSUER: 'https://login.microsoftonline.com/common/v2.0' }, '«common» stands for many tenants'],
  [{ ISSUER: 'https://login.microsoftonline.com/contoso.com/v2.0' }, 'names the tenant by a domain'],
  [{ ISSUER: ISSUER.replace('/v2.0', '') }, 'it must end with /v2.0'],
  [{ ISSUER: 'https://sts.windows.net/t/' }, 'is the issuer of version 1 tokens'],
  [
    { JWKS_URI: 'https://login.microsoftonline.com/common/discovery/keys' },
    'problem JWKS_URI: is not what the tenant says',
  ],
  [
    { TOKEN_ENDPOINT: DOCUMENT.token_endpoint.replace('/v2.0', '') },
    'problem TOKEN_ENDPOINT: is not what the tenant says',
  ],
  [{ CLIENT_KEY_FILE: '/nowhere.pem' }, 'problem CLIENT_KEY_FILE: /nowhere.pem: there is no such file'],
  [{ AUDIT_TRAIL_URL: 'https://other.example' }, 'warning AUDIT_TRAIL_URL: is another origin'],
  [{ AUDIT_TRAIL_URL: 'http://other.example' }, 'problem AUDIT_TRAIL_URL: must be https'],
  [{ ISSUER: 'http://idp.example/v2.0' }, 'problem ISSUER: must be https, or http on loopback'],
])('at the real Entra ID %j is explained', async (changes, said) => {
  expect((await atEntra(changes)).join('\n')).toContain(said)
})

test.each<[string, object, object, string]>([
  [
    'for many tenants',
    { ...DOCUMENT, issuer: 'https://login.microsoftonline.com/{tenantid}/v2.0' },
    KEYS,
    'the document is for many tenants',
  ],
  [
    'of another issuer',
    { ...DOCUMENT, issuer: 'https://sts.windows.net/t/' },
    KEYS,
    'every token would be refused, for its `iss`',
  ],
  ['of something else', { hello: 'world' }, KEYS, 'no discovery document'],
  ['without keys', DOCUMENT, { keys: [] }, 'has no RSA signing key'],
  ['with keys of another kind', DOCUMENT, { keys: [{ kty: 'EC', kid: 'k' }] }, 'has no RSA signing key'],
  ['with something else for keys', DOCUMENT, {}, 'what answers there is no key set'],
])('a document %s is explained', async (_what, document, keys, said) => {
  expect((await atEntra({}, entra(document, keys))).join('\n')).toContain(said)
})

test('a tenant that does not answer is not called wrong, but out of reach', async () => {
  const unreachable = () => Promise.reject(new TypeError('fetch failed'))
  expect((await atEntra({}, unreachable)).join('\n')).toContain('its discovery document cannot be reached')
  const failing = async () => new Response('', { status: 503 })
  expect((await atEntra({}, failing)).join('\n')).toContain('answered 503')
})

test('tokens that could be bound and are not are a warning', async () => {
  expect(await atMock({ SENDER_CONSTRAINT: 'none' })).toEqual([
    'warning SENDER_CONSTRAINT: tokens are not bound, though the tenant could bind them → SENDER_CONSTRAINT=dpop',
  ])
})

test('no value of a variable that is refused is repeated', async () => {
  const said = await atEntra({ PORT: 'a-secret-in-the-wrong-place' })
  expect(said.join('\n')).toContain('problem PORT')
  expect(said.join('\n')).not.toContain('a-secret')
})
