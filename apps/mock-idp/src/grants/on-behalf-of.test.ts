import { createDpopKey, type DpopKey } from '@chain-of-trust/auth-core/dpop-client'
import { createTestIssuer } from '@chain-of-trust/testkit'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Policy } from '../conditional-access/policy.ts'
import { newPerson, onBehalfOf, requestToken, signInForTokens, type Person } from '../client.fixture.ts'
import {
  ALICE,
  BOB,
  claimsOf,
  DOCUMENTS_READ,
  MCP_SHAREPOINT,
  openTestTenant,
  ORCHESTRATOR,
  type TestTenant,
} from '../tenant.fixture.ts'

let tenant: TestTenant
let person: Person
let tokens: Record<string, unknown>
let key: DpopKey
beforeAll(async () => {
  tenant = await openTestTenant()
  person = await newPerson(tenant)
  tokens = await signInForTokens(tenant, person)
  key = await createDpopKey()
})

const exchange = async (assertion: unknown, changes: Record<string, string | undefined> = {}) =>
  requestToken(tenant, key, await onBehalfOf(tenant, assertion, changes))

/** Token A with other claims, signed by the tenant itself. */
const tokenA = (claims: Record<string, unknown>, typ?: string) =>
  tenant.app.identityProvider.signingKeys.sign({ ...claimsOf(tokens['access_token']), ...claims }, typ)

test('the scopes of the token are those of the request, and no more', async () => {
  const { body } = await exchange(tokens['access_token'])
  expect(claimsOf(body['access_token'])).toMatchObject({ aud: MCP_SHAREPOINT, scp: 'Documents.Read' })
  expect(body['scope']).toBe(DOCUMENTS_READ)
  expect(body).not.toHaveProperty('refresh_token')
  expect(body).not.toHaveProperty('id_token')
})

test('.default gives every permitted scope, and is echoed', async () => {
  const { body } = await exchange(tokens['access_token'], { scope: 'http://localhost:4411/mcp/.default' })
  expect(String(claimsOf(body['access_token'])['scp']).split(' ').sort()).toEqual([
    'Documents.Delete',
    'Documents.Read',
    'Documents.Share',
  ])
  expect(body['scope']).toBe('http://localhost:4411/mcp/.default')
})

test('an assertion bound to the browser is taken without a proof by the browser', async () => {
  const { body } = await exchange(tokens['access_token'])
  expect(claimsOf(tokens['access_token'])['cnf']).toEqual({ jkt: person.key.jkt })
  expect(claimsOf(body['access_token'])['cnf']).toEqual({ jkt: key.jkt })
})

describe('assertions that are refused', () => {
  test.each<[string, () => Promise<unknown>, string, number[]]>([
    [
      'a token for another audience',
      async () => (await exchange(tokens['access_token'])).body['access_token'],
      'invalid_grant',
      [500131, 50013],
    ],
    ['an ID token', async () => tokens['id_token'], 'invalid_grant', [500131, 50013]],
    ['an expired token', () => tokenA({ exp: 1_700_000_000 }), 'invalid_grant', [500133]],
    ['a token that is not valid yet', () => tokenA({ nbf: 4_000_000_000 }), 'invalid_grant', [500133]],
    ['an app-only token', () => tokenA({ idtyp: 'app' }), 'invalid_grant', [7000114]],
    [
      'an app-only token without idtyp',
      () => tokenA({ idtyp: undefined, scp: undefined, roles: ['Do.All'] }),
      'invalid_grant',
      [7000114],
    ],
    ['a token without scp', () => tokenA({ scp: undefined }), 'invalid_grant', [50027]],
    ['a token of another issuer', () => tokenA({ iss: 'https://evil.example' }), 'invalid_grant', [50013]],
    ['a token of another type', () => tokenA({}, 'at+jwt'), 'invalid_grant', [50013]],
    [
      'a token signed by another key',
      async () => (await createTestIssuer()).token({ audience: ORCHESTRATOR, scp: 'access_as_user' }),
      'invalid_grant',
      [50013],
    ],
    ['no JWT at all', async () => 'not-a-token', 'invalid_grant', [50027]],
    ['a refresh token', async () => tokens['refresh_token'], 'invalid_grant', [50027]],
    [
      'a token of somebody unknown',
      () => tokenA({ oid: 'aaaaaaaa-0000-4000-8000-0000000000ff' }),
      'invalid_grant',
      [50034],
    ],
  ])('%s', { tags: ['OBO-1', 'RES-1'] }, async (_, assertion, error, codes) => {
    const { status, body } = await exchange(await assertion())
    expect(status).toBe(400)
    expect(body).toMatchObject({ error, error_codes: codes })
    expect(body).not.toHaveProperty('access_token')
  })

  test('an assertion with alg none', async () => {
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const forged = `${part({ alg: 'none', typ: 'JWT' })}.${part(claimsOf(tokens['access_token']))}.`
    expect((await exchange(forged)).body['error']).toBe('invalid_grant')
  })
})

test.each<[string, Record<string, string | undefined>, string, number]>([
  ['without requested_token_use', { requested_token_use: undefined }, 'invalid_request', 900144],
  ['with another requested_token_use', { requested_token_use: 'x' }, 'invalid_request', 90023],
  ['without assertion', { assertion: undefined }, 'invalid_request', 900144],
  ['without scope', { scope: undefined }, 'invalid_request', 900144],
  ['with OpenID scopes only', { scope: 'openid' }, 'invalid_scope', 70011],
  ['with an unknown scope', { scope: 'http://localhost:4411/mcp/Documents.All' }, 'invalid_client', 650053],
  [
    'with an unknown resource',
    { scope: 'http://localhost:9999/mcp/Documents.Read' },
    'invalid_resource',
    500011,
  ],
  [
    'with a foreign resource parameter',
    { resource: 'http://localhost:4411/mcp/' },
    'invalid_target',
    9010010,
  ],
  [
    'for a resource nobody consented to',
    { scope: 'http://localhost:4491/v1.0/Files.Read' },
    'invalid_grant',
    65001,
  ],
])('an exchange %s is refused', async (_, changes, error, code) => {
  const { body } = await exchange(tokens['access_token'], changes)
  expect(body).toMatchObject({ error, error_codes: [code] })
})

test(
  'the resource parameter is taken when it is the resource of the scope',
  { tags: ['RES-1'] },
  async () => {
    expect((await exchange(tokens['access_token'], { resource: 'http://localhost:4411/mcp' })).status).toBe(
      200,
    )
  },
)

test('a disabled or revoked user stops the chain in the middle', async () => {
  const { accounts } = tenant.app.identityProvider
  const body = await signInForTokens(tenant, await newPerson(tenant), { oid: BOB })
  accounts.setEnabled(BOB, false)
  expect((await exchange(body['access_token'])).body['error_codes']).toEqual([50057])
  accounts.setEnabled(BOB, true)
  accounts.revokeSessions(BOB)
  expect((await exchange(body['access_token'])).body['error_codes']).toEqual([50173])
  const again = await signInForTokens(tenant, await newPerson(tenant), { oid: BOB })
  expect((await exchange(again['access_token'])).status).toBe(200)
})

describe('Conditional Access', () => {
  const policy = (
    grantControls: NonNullable<Policy['grantControls']>,
    users: Policy['conditions']['users'] = 'all',
  ): Policy => ({
    id: 'cccccccc-0000-4000-8000-000000000001',
    displayName: 'test',
    state: 'enabled',
    conditions: { applications: ['mcp-sharepoint'], users },
    grantControls,
  })
  const challenge = { access_token: { acrs: { essential: true, value: 'c1' } } }

  test.each(['interaction_required', 'invalid_grant'] as const)(
    'what the assertion lacks comes back as %s with claims, and the step-up satisfies it',
    async (wireError) => {
      const { policies } = tenant.app.identityProvider
      policies.replace([policy({ control: 'authenticationContext', value: 'c1', wireError })])
      try {
        const { status, body } = await exchange(tokens['access_token'])
        expect(status).toBe(400)
        expect(body).toMatchObject({ error: wireError, suberror: 'basic_action', error_codes: [50076] })
        expect(JSON.parse(String(body['claims']))).toEqual(challenge)

        const changes = { claims: String(body['claims']) }
        const steppedUp = await signInForTokens(tenant, await newPerson(tenant), { changes })
        const token = (await exchange(steppedUp['access_token'])).body['access_token']
        expect(claimsOf(token)['acrs']).toEqual(['c1'])
      } finally {
        policies.replace([])
      }
    },
  )

  test('a block cannot be fixed by the user, although it comes with claims', async () => {
    const { policies } = tenant.app.identityProvider
    policies.replace([policy({ control: 'block' }, [ALICE])])
    try {
      const { body } = await exchange(tokens['access_token'])
      expect(body).toMatchObject({ error: 'invalid_grant', suberror: 'message_only', error_codes: [53003] })
      expect(JSON.parse(String(body['claims']))).toEqual({
        access_token: { capolids: { essential: true, values: ['cccccccc-0000-4000-8000-000000000001'] } },
      })
      const bob = await signInForTokens(tenant, await newPerson(tenant), { oid: BOB })
      expect((await exchange(bob['access_token'])).status).toBe(200)
    } finally {
      policies.replace([])
    }
  })

  test('a policy that is switched off changes nothing', async () => {
    const { policies } = tenant.app.identityProvider
    policies.replace([{ ...policy({ control: 'block' }), state: 'disabled' }])
    expect((await exchange(tokens['access_token'])).status).toBe(200)
    policies.replace([])
  })
})
