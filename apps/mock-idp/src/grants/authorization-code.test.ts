import { createDpopKey } from '@chain-of-trust/auth-core/dpop-client'
import { beforeAll, expect, test } from 'vitest'
import { newPerson, refresh, requestToken, signInForCode, signInForTokens, SPA } from '../client.fixture.ts'
import {
  ACCESS_AS_USER,
  ALICE,
  claimsOf,
  openTestTenant,
  ORCHESTRATOR,
  TENANT,
  TOKEN_ENDPOINT,
  type TestTenant,
} from '../tenant.fixture.ts'
import { clientAssertion } from '../certificate.fixture.ts'
import { pkce } from '../browser.fixture.ts'

let tenant: TestTenant
beforeAll(async () => {
  tenant = await openTestTenant()
})

test('the answer has what MSAL needs', async () => {
  const body = await signInForTokens(tenant, await newPerson(tenant), { changes: { nonce: 'n-9' } })
  expect(body).toMatchObject({
    token_type: 'DPoP',
    scope: `${ACCESS_AS_USER} openid profile offline_access`,
    refresh_token_expires_in: 86_400,
  })
  expect(body['expires_in']).toBeGreaterThanOrEqual(3600)
  expect(body['expires_in']).toBeLessThanOrEqual(5400)
  expect(JSON.parse(Buffer.from(String(body['client_info']), 'base64url').toString())).toEqual({
    uid: ALICE,
    utid: TENANT,
  })
  expect(claimsOf(body['id_token'])).toMatchObject({
    aud: 'a1b00000-0000-4000-8000-000000004400',
    nonce: 'n-9',
    oid: ALICE,
    tid: TENANT,
    preferred_username: 'alice@contoso.example',
    login_hint: 'alice@contoso.example',
  })
})

test.each<[string, Record<string, string | undefined>, string, number]>([
  ['the wrong verifier', { code_verifier: pkce().verifier }, 'invalid_grant', 501481],
  ['a verifier that is too short', { code_verifier: 'short' }, 'invalid_grant', 501481],
  ['no verifier', { code_verifier: undefined }, 'invalid_request', 900144],
  ['another redirect URI', { redirect_uri: 'http://localhost:4400/' }, 'invalid_grant', 50011],
  ['no redirect URI', { redirect_uri: undefined }, 'invalid_request', 900144],
  ['an invented code', { code: 'invented' }, 'invalid_grant', 70000],
  ['no code', { code: undefined }, 'invalid_request', 900144],
  [
    'a scope that was not consented to',
    { scope: 'http://localhost:4491/v1.0/Files.Read' },
    'invalid_grant',
    65001,
  ],
  [
    'scopes of two resources',
    { scope: `${ACCESS_AS_USER} http://localhost:4491/v1.0/Files.Read` },
    'invalid_request',
    28000,
  ],
  [
    'a resource that is not the one of the scope',
    { resource: 'http://localhost:4401/' },
    'invalid_target',
    9010010,
  ],
])('a code with %s is refused and stays good', { tags: ['TIER-1'] }, async (_, changes, error, code) => {
  const person = await newPerson(tenant)
  const { redemption } = await signInForCode(person)
  const { status, body } = await requestToken(tenant, person.key, { ...redemption, ...changes }, SPA)
  expect(status).toBe(400)
  expect(body).toMatchObject({ error, error_codes: [code] })
  expect((await requestToken(tenant, person.key, redemption, SPA)).status).toBe(200)
})

test('another client cannot redeem the code', async () => {
  const { redemption } = await signInForCode(await newPerson(tenant))
  const { body } = await requestToken(tenant, await createDpopKey(), {
    ...redemption,
    client_id: ORCHESTRATOR,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: await clientAssertion(tenant.certificates.orchestrator, ORCHESTRATOR, TOKEN_ENDPOINT),
  })
  expect(body).toMatchObject({ error: 'invalid_grant', error_codes: [70000] })
})

test('a code works once; the second time revokes what the first one gave', { tags: ['TIER-1'] }, async () => {
  const person = await newPerson(tenant)
  const { redemption } = await signInForCode(person)
  const first = await requestToken(tenant, person.key, redemption, SPA)
  expect(first.status).toBe(200)

  const second = await requestToken(tenant, person.key, redemption, SPA)
  expect(second.body).toMatchObject({ error: 'invalid_grant', error_codes: [54005] })
  const after = await requestToken(tenant, person.key, refresh(first.body['refresh_token']), SPA)
  expect(after.body).toMatchObject({ error: 'invalid_grant', error_codes: [70000] })
})

test('of two requests at once with one code, one succeeds', async () => {
  const person = await newPerson(tenant)
  const { redemption } = await signInForCode(person)
  const answers = await Promise.all([1, 2].map(() => requestToken(tenant, person.key, redemption, SPA)))
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
})

test('a code expires', async () => {
  const own = await openTestTenant()
  const person = await newPerson(own)
  const { redemption } = await signInForCode(person, { changes: { dpop_jkt: person.key.jkt } })
  // Eleven minutes pass between code and redemption: for the code, not for the proof's clock.
  own.app.identityProvider.database.exec('update authorization_code set expires_at = expires_at - 660')
  const { body } = await requestToken(own, person.key, redemption, SPA)
  expect(body).toMatchObject({ error: 'invalid_grant', error_codes: [70008] })
})

test('a code bound by dpop_jkt is redeemed with that key only', { tags: ['TIER-1'] }, async () => {
  const person = await newPerson(tenant)
  const { redemption } = await signInForCode(person, { changes: { dpop_jkt: person.key.jkt } })
  const stolen = await requestToken(tenant, await createDpopKey(), redemption, SPA)
  expect(stolen.body).toMatchObject({ error: 'invalid_grant', error_codes: [70000] })
  expect((await requestToken(tenant, person.key, redemption, SPA)).status).toBe(200)
})

test('a code of a user who was disabled, or whose sessions were revoked, is refused', async () => {
  const { accounts } = tenant.app.identityProvider
  const person = await newPerson(tenant)
  const { redemption } = await signInForCode(person)
  accounts.setEnabled(ALICE, false)
  const disabled = await requestToken(tenant, person.key, redemption, SPA)
  expect(disabled.body).toMatchObject({ error: 'invalid_grant', error_codes: [50057] })
  accounts.setEnabled(ALICE, true)
  accounts.revokeSessions(ALICE)
  const revoked = await requestToken(tenant, person.key, redemption, SPA)
  expect(revoked.body).toMatchObject({ error: 'invalid_grant', error_codes: [50173] })
  // The next sign-in counts, in the same second too.
  expect(await signInForTokens(tenant, await newPerson(tenant))).toHaveProperty('access_token')
})

test('OpenID scopes alone give a token that no resource here accepts', async () => {
  const scope = 'openid profile'
  const body = await signInForTokens(tenant, await newPerson(tenant), { changes: { scope } })
  expect(claimsOf(body['access_token'])).toMatchObject({
    aud: '00000003-0000-0000-c000-000000000000',
    scp: 'openid profile',
  })
  expect(body['refresh_token']).toBeUndefined()
})

test('the authentication context of a step-up is in the token', async () => {
  const claims = '{"access_token":{"acrs":{"essential":true,"value":"c1"},"xms_cc":{"values":["CP1"]}}}'
  const body = await signInForTokens(tenant, await newPerson(tenant), { changes: { claims } })
  expect(claimsOf(body['access_token'])).toMatchObject({ acrs: ['c1'], xms_cc: ['cp1'] })
})
