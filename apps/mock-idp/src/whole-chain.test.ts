import { test, expect } from 'vitest'
import { ConfidentialClientApplication, InteractionRequiredAuthError } from '@azure/msal-node'
import { createDpopKey, dpopNetworkModule, type DpopKey } from '@chain-of-trust/auth-core/dpop-client'
import { jwtVerify, createLocalJWKSet } from 'jose'
import { policyOf } from './conditional-access/policy.fixture.ts'
import { newPerson, signInForTokens } from './client.fixture.ts'
import {
  AI_HOST,
  ALICE,
  BASE,
  claimsOf,
  DOCUMENTS_READ,
  FILES_READ,
  GRAPH,
  MCP_SHAREPOINT,
  openTestTenant,
  ORCHESTRATOR,
  ORIGIN,
  TENANT,
  type Fetch,
  type TestTenant,
} from './tenant.fixture.ts'

/** An unmodified msal-node client: nominal https authority, real endpoints from metadata. */
function msalClient(tenant: TestTenant, clientId: string, key: DpopKey, fetch: Fetch) {
  const name = clientId === ORCHESTRATOR ? 'orchestrator' : 'mcp-sharepoint'
  const { privateKey, thumbprintSha256 } = tenant.certificates[name]
  return new ConfidentialClientApplication({
    auth: {
      clientId,
      authority: BASE.replace('http:', 'https:'),
      knownAuthorities: ['localhost:4490'],
      authorityMetadata: JSON.stringify({
        issuer: `${BASE}/v2.0`,
        authorization_endpoint: `${BASE}/oauth2/v2.0/authorize`,
        token_endpoint: `${BASE}/oauth2/v2.0/token`,
        end_session_endpoint: `${BASE}/oauth2/v2.0/logout`,
        jwks_uri: `${BASE}/discovery/v2.0/keys`,
      }),
      clientCapabilities: ['CP1'],
      clientCertificate: { privateKey, thumbprintSha256 },
    },
    system: { networkClient: dpopNetworkModule(key, { fetch }) },
  })
}

test('Token A becomes B becomes C with unmodified msal-node against a listening server', async () => {
  const tenant = await openTestTenant()
  const address = await tenant.app.listen({ port: 0, host: '127.0.0.1' })
  const fetch: Fetch = (input, init) => globalThis.fetch(input.replace(ORIGIN, address), init)
  const person = await newPerson(tenant)
  const [orchestratorKey, sharepointKey] = await Promise.all([createDpopKey(), createDpopKey()])
  try {
    const { access_token: tokenA, id_token: idToken } = await signInForTokens(tenant, person)

    const b = await msalClient(tenant, ORCHESTRATOR, orchestratorKey, fetch).acquireTokenOnBehalfOf({
      oboAssertion: String(tokenA),
      scopes: [DOCUMENTS_READ],
    })
    const c = await msalClient(tenant, MCP_SHAREPOINT, sharepointKey, fetch).acquireTokenOnBehalfOf({
      oboAssertion: b!.accessToken,
      scopes: [FILES_READ],
    })

    const [claimsA, claimsB, claimsC] = [tokenA, b!.accessToken, c!.accessToken].map(claimsOf)
    expect(
      [claimsA, claimsB, claimsC].map((claims) => [claims!.aud, claims!['azp'], claims!['scp']]),
    ).toEqual([
      [ORCHESTRATOR, AI_HOST, 'access_as_user'],
      [MCP_SHAREPOINT, ORCHESTRATOR, 'Documents.Read'],
      [GRAPH, MCP_SHAREPOINT, 'Files.Read'],
    ])
    expect([claimsA, claimsB, claimsC].map((claims) => claims!['cnf'])).toEqual([
      { jkt: person.key.jkt },
      { jkt: orchestratorKey.jkt },
      { jkt: sharepointKey.jkt },
    ])
    for (const claims of [claimsA, claimsB, claimsC]) {
      expect(claims).toMatchObject({
        iss: `${BASE}/v2.0`,
        oid: ALICE,
        tid: TENANT,
        ver: '2.0',
        idtyp: 'user',
      })
    }
    expect([claimsA, claimsB, claimsC].map((claims) => claims!['azpacr'])).toEqual(['0', '2', '2'])
    expect(claimsB!['xms_cc']).toEqual(['cp1'])
    expect(claimsA!['xms_cc']).toBeUndefined()
    expect(new Set([claimsA!.sub, claimsB!.sub, claimsC!.sub, claimsOf(idToken).sub]).size).toBe(4)
    expect(new Set([claimsA!['uti'], claimsB!['uti'], claimsC!['uti']]).size).toBe(3)

    const keys = createLocalJWKSet(tenant.app.identityProvider.signingKeys.jwks())
    await jwtVerify(c!.accessToken, keys, { typ: 'JWT', algorithms: ['RS256'] })

    const issued = tenant.records.filter(
      ({ event, outcome }) => event === 'token_issued' && outcome === 'success',
    )
    expect(issued.map(({ token }) => token?.parent_uti)).toEqual([
      undefined,
      claimsA!['uti'],
      claimsB!['uti'],
    ])
    expect(issued.map(({ scopes }) => scopes?.granted)).toEqual([
      ['access_as_user'],
      ['Documents.Read'],
      ['Files.Read'],
    ])
  } finally {
    await tenant.app.close()
  }
})

test.each([
  ['mfa', 'basic_action', 50076],
  ['block', 'message_only', 53003],
])(
  'to unmodified msal-node %s is an interaction: suberror %s alone says whether it helps',
  async (control, suberror, code) => {
    const tenant = await openTestTenant()
    const { access_token: tokenA } = await signInForTokens(tenant, await newPerson(tenant))
    const conditions = { applications: ['mcp-sharepoint'] }
    tenant.app.identityProvider.policies.replace([policyOf({ conditions, grantControls: { control } })])
    const client = msalClient(tenant, ORCHESTRATOR, await createDpopKey(), tenant.fetch)
    const refused = client.acquireTokenOnBehalfOf({ oboAssertion: String(tokenA), scopes: [DOCUMENTS_READ] })
    await expect(refused).rejects.toSatisfy((error) => error instanceof InteractionRequiredAuthError)
    await expect(refused).rejects.toMatchObject({
      subError: suberror,
      errorNo: code,
      claims: expect.stringContaining('capolids'),
    })
  },
)

test('a policy of the last resource is met by the person at the first sign-in page, two exchanges away', async () => {
  const tenant = await openTestTenant()
  const person = await newPerson(tenant)
  const conditions = { applications: ['mock-graph'] }
  tenant.app.identityProvider.policies.replace([policyOf({ conditions, grantControls: { control: 'mfa' } })])
  const key = await createDpopKey()
  const [orchestrator, sharepoint] = [ORCHESTRATOR, MCP_SHAREPOINT].map((id) =>
    msalClient(tenant, id, key, tenant.fetch),
  )
  const chain = async (tokenA: unknown) => {
    const b = await orchestrator!.acquireTokenOnBehalfOf({
      oboAssertion: String(tokenA),
      scopes: [DOCUMENTS_READ],
    })
    return sharepoint!.acquireTokenOnBehalfOf({ oboAssertion: b!.accessToken, scopes: [FILES_READ] })
  }

  const { access_token: tokenA } = await signInForTokens(tenant, person)
  const refused: unknown = await chain(tokenA).catch((error: unknown) => error)
  if (!(refused instanceof InteractionRequiredAuthError)) throw refused
  const steppedUp = await signInForTokens(tenant, person, { changes: { claims: refused.claims } })
  expect(claimsOf((await chain(steppedUp['access_token']))!.accessToken)).toMatchObject({
    aud: GRAPH,
    oid: ALICE,
  })
})
