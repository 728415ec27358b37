import { createDpopKey, type DpopKey } from '@chain-of-trust/auth-core/dpop-client'
import { beforeAll, describe, expect, test } from 'vitest'
import { onBehalfOf, requestToken, SPA } from '../client.fixture.ts'
import { clientAssertion } from '../certificate.fixture.ts'
import {
  AI_HOST,
  claimsOf,
  openTestTenant,
  ORCHESTRATOR,
  TENANT,
  TOKEN_ENDPOINT,
  type TestTenant,
} from '../tenant.fixture.ts'

const SECURITY_EVENTS = 'a1b00000-0000-4000-8000-000000004490'
const EVENTS = 'http://localhost:4490/ssf'

let tenant: TestTenant
let key: DpopKey
beforeAll(async () => {
  tenant = await openTestTenant()
  key = await createDpopKey()
})

async function request(changes: Record<string, string | undefined> = {}, proof: DpopKey | null = key) {
  return requestToken(tenant, proof, {
    client_id: ORCHESTRATOR,
    grant_type: 'client_credentials',
    scope: `${EVENTS}/.default`,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: await clientAssertion(tenant.certificates.orchestrator, ORCHESTRATOR, TOKEN_ENDPOINT),
    ...changes,
  })
}

test('an application gets a token in its own name: its roles, nobody’s scopes, nothing to refresh it with', async () => {
  const { status, body } = await request()
  expect(status).toBe(200)
  expect(Object.keys(body).sort()).toEqual(['access_token', 'expires_in', 'ext_expires_in', 'token_type'])
  expect(body['token_type']).toBe('DPoP')

  const claims = claimsOf(body['access_token'])
  expect(claims).toMatchObject({
    aud: SECURITY_EVENTS,
    azp: ORCHESTRATOR,
    azpacr: '2',
    cnf: { jkt: key.jkt },
    idtyp: 'app',
    roles: ['SecurityEvents.Read'],
    tid: TENANT,
    ver: '2.0',
  })
  expect(claims['sub']).toBe(claims['oid'])
  expect(claims['oid']).not.toBe(ORCHESTRATOR)
  expect(claims).not.toHaveProperty('scp')
  expect(tenant.records.at(-1)).toMatchObject({
    event: 'token_issued',
    outcome: 'success',
    client: { app_id: ORCHESTRATOR },
    scopes: { requested: [`${EVENTS}/.default`], granted: ['SecurityEvents.Read'] },
    diagnostics: { grant_type: 'client_credentials' },
  })
})

describe('refuses', () => {
  test.each<[string, Record<string, string | undefined>, number, string, number]>([
    ['no scope', { scope: undefined }, 400, 'invalid_request', 900144],
    ['a scope by its name', { scope: `${EVENTS}/SecurityEvents.Read` }, 400, 'invalid_scope', 1002012],
    ['an OpenID scope', { scope: `${EVENTS}/.default openid` }, 400, 'invalid_scope', 1002012],
    [
      'two resources',
      { scope: `${EVENTS}/.default http://localhost:4411/mcp/.default` },
      400,
      'invalid_request',
      28000,
    ],
    ['an unknown resource', { scope: 'http://localhost:4499/.default' }, 400, 'invalid_resource', 500011],
    [
      'a resource indicator for another one',
      { resource: 'http://localhost:4411/mcp' },
      400,
      'invalid_target',
      9010010,
    ],
    // The orchestrator has delegated permissions there. Without a person they are none.
    [
      'an application without a role',
      { scope: 'http://localhost:4411/mcp/.default' },
      400,
      'invalid_grant',
      501051,
    ],
    ['a client without its certificate', { client_assertion: undefined }, 401, 'invalid_client', 7000218],
  ])('%s', { tags: ['DEL-2'] }, async (_title, changes, status, error, code) => {
    const answer = await request(changes)
    expect(answer.status).toBe(status)
    expect(answer.body).toMatchObject({ error, error_codes: [code] })
  })

  test('a public client, from its own origin', { tags: ['REG-1'] }, async () => {
    const { status, body } = await requestToken(
      tenant,
      key,
      { client_id: AI_HOST, grant_type: 'client_credentials', scope: `${EVENTS}/.default` },
      SPA,
    )
    expect([status, body['error_codes']]).toEqual([401, [7000218]])
  })

  test('a request without a proof', async () => {
    expect((await request({}, null)).body['error']).toBe('invalid_dpop_proof')
  })
})

test('the token stands for no person in an exchange', async () => {
  const { body } = await request()
  const refused = await requestToken(tenant, key, await onBehalfOf(tenant, body['access_token']))
  expect(refused.body).toMatchObject({ error: 'invalid_grant', error_codes: [500131, 50013] })
})
