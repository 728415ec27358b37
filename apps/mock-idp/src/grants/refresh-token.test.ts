import { createDpopKey } from '@chain-of-trust/auth-core/dpop-client'
import { beforeAll, expect, test } from 'vitest'
import { clientAssertion } from '../certificate.fixture.ts'
import {
  newPerson,
  onBehalfOf,
  refresh,
  requestToken,
  signInForTokens,
  SPA,
  type Person,
} from '../client.fixture.ts'
import {
  ALICE,
  BASE,
  claimsOf,
  DOCUMENTS_READ,
  GRAPH,
  MCP_SHAREPOINT,
  openTestTenant,
  ORCHESTRATOR,
  TOKEN_ENDPOINT,
  type TestTenant,
} from '../tenant.fixture.ts'

let tenant: TestTenant
beforeAll(async () => {
  tenant = await openTestTenant()
})

async function signedIn(changes: Record<string, string> = {}) {
  const person = await newPerson(tenant)
  return { person, body: await signInForTokens(tenant, person, { changes }) }
}
const redeem = ({ key }: Person, token: unknown, changes: Record<string, string | undefined> = {}) =>
  requestToken(tenant, key, refresh(token, changes), SPA)

test('a refresh gives new tokens and ends the old refresh token', async () => {
  const { person, body } = await signedIn()
  const next = await redeem(person, body['refresh_token'])
  expect(next.status).toBe(200)
  expect(next.body['refresh_token']).not.toBe(body['refresh_token'])
  expect(claimsOf(next.body['access_token'])['uti']).not.toBe(claimsOf(body['access_token'])['uti'])
})

test('an old refresh token revokes the whole family', { tags: ['POP-3'] }, async () => {
  const { person, body } = await signedIn()
  const next = await redeem(person, body['refresh_token'])
  const reused = await redeem(person, body['refresh_token'])
  expect(reused.body).toMatchObject({ error: 'invalid_grant', error_codes: [70000] })
  expect(tenant.records.at(-1)).toMatchObject({ outcome: 'failure', reason: 'refresh_token_reused' })
  expect((await redeem(person, next.body['refresh_token'])).body['error']).toBe('invalid_grant')
})

test('of two requests at once with one refresh token, one succeeds at most', async () => {
  const { person, body } = await signedIn()
  const answers = await Promise.all([1, 2].map(() => redeem(person, body['refresh_token'])))
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
})

test('another key cannot use it, and cannot end it', { tags: ['POP-3'] }, async () => {
  const { person, body } = await signedIn()
  const thief = { ...person, key: await createDpopKey() }
  expect((await redeem(thief, body['refresh_token'])).body).toMatchObject({
    error: 'invalid_grant',
    error_codes: [70000],
  })
  const next = await redeem(person, body['refresh_token'])
  await redeem(thief, body['refresh_token'])
  expect((await redeem(person, next.body['refresh_token'])).status).toBe(200)
})

test('another client cannot use it', async () => {
  const { person, body } = await signedIn()
  const answer = await requestToken(tenant, person.key, {
    ...refresh(body['refresh_token']),
    client_id: ORCHESTRATOR,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: await clientAssertion(tenant.certificates.orchestrator, ORCHESTRATOR, TOKEN_ENDPOINT),
  })
  expect(answer.body).toMatchObject({ error: 'invalid_grant', error_codes: [70000] })
})

test.each<[string, Record<string, string | undefined>, string, number]>([
  ['an invented token', { refresh_token: 'invented' }, 'invalid_grant', 70000],
  ['no token', { refresh_token: undefined }, 'invalid_request', 900144],
  ['an unconsented scope', { scope: 'http://localhost:4411/mcp/Documents.Read' }, 'invalid_grant', 65001],
  ['an unknown scope', { scope: 'http://localhost:4401/everything' }, 'invalid_client', 650053],
])('%s is refused, and the refresh token stays good', async (_, changes, error, code) => {
  const { person, body } = await signedIn()
  const refused = await redeem(person, body['refresh_token'], changes)
  expect(refused.body).toMatchObject({ error, error_codes: [code] })
  expect((await redeem(person, body['refresh_token'])).status).toBe(200)
})

test('one refresh token serves every resource that was consented to', async () => {
  const scope = 'http://localhost:4491/v1.0/Files.Read openid profile offline_access'
  const { person } = await signedIn({ scope })
  const both = await signInForTokens(tenant, person)
  const graph = await redeem(person, both['refresh_token'], { scope })
  expect(claimsOf(graph.body['access_token'])).toMatchObject({ aud: GRAPH, scp: 'Files.Read' })
})

test('a single-page application must sign in again after 24 hours, however often it refreshed', async () => {
  const own = await openTestTenant()
  const person = await newPerson(own)
  const body = await signInForTokens(own, person)
  const { database } = own.app.identityProvider
  const age = (seconds: number) =>
    database.exec(
      `update refresh_token set body = json_set(body,
         '$.expiresAt', json_extract(body, '$.expiresAt') - ${seconds},
         '$.grant.fixedExpiry', json_extract(body, '$.grant.fixedExpiry') - ${seconds})`,
    )
  age(23 * 3600)
  const late = await requestToken(own, person.key, refresh(body['refresh_token']), SPA)
  expect(late.body['refresh_token_expires_in']).toBeLessThanOrEqual(3600)
  age(3601)
  const tooLate = await requestToken(own, person.key, refresh(late.body['refresh_token']), SPA)
  expect(tooLate.body).toMatchObject({ error: 'invalid_grant', error_codes: [700084] })
})

test('a revoked or disabled user is refused, and signs in again once enabled', async () => {
  const { accounts } = tenant.app.identityProvider
  const { person, body } = await signedIn()
  accounts.setEnabled(ALICE, false)
  expect((await redeem(person, body['refresh_token'])).body['error_codes']).toEqual([50057])
  accounts.setEnabled(ALICE, true)
  accounts.revokeSessions(ALICE)
  expect((await redeem(person, body['refresh_token'])).body).toMatchObject({
    error: 'invalid_grant',
    error_codes: [50173],
    suberror: 'bad_token',
  })
  const again = await signedIn()
  expect((await redeem(again.person, again.body['refresh_token'])).status).toBe(200)
})

test('claims that the session does not satisfy come back as a challenge, and cost nothing', async () => {
  const { person, body } = await signedIn()
  const claims = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}'
  const refused = await redeem(person, body['refresh_token'], { claims })
  expect(refused.body).toMatchObject({
    error: 'interaction_required',
    suberror: 'basic_action',
    error_codes: [50076],
    claims,
  })
  expect((await redeem(person, body['refresh_token'])).status).toBe(200)
})

test('signing out ends the refresh tokens of the session', async () => {
  const { person, body } = await signedIn()
  await person.browser.open(`${BASE}/oauth2/v2.0/logout`)
  expect((await redeem(person, body['refresh_token'])).body['error']).toBe('invalid_grant')
})

test('a middle tier gets a refresh token for the person, and needs its certificate to use it', async () => {
  const { body } = await signedIn()
  const key = await createDpopKey()
  const scope = `${DOCUMENTS_READ} offline_access`
  const b = await requestToken(tenant, key, await onBehalfOf(tenant, body['access_token'], { scope }))
  const { client_assertion, client_assertion_type } = await onBehalfOf(tenant, '')
  const parameters = refresh(b.body['refresh_token'], { client_id: ORCHESTRATOR, scope })
  expect((await requestToken(tenant, key, parameters)).body['error']).toBe('invalid_client')
  const again = await requestToken(tenant, key, { ...parameters, client_assertion, client_assertion_type })
  expect(claimsOf(again.body['access_token'])).toMatchObject({ aud: MCP_SHAREPOINT, oid: ALICE })
})
