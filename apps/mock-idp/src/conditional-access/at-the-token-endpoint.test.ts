import { beforeEach, describe, expect, test } from 'vitest'
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
  claimsOf,
  DOCUMENTS_READ,
  openTestTenant,
  ORCHESTRATOR,
  type TestTenant,
} from '../tenant.fixture.ts'
import type { Policy } from './policy.ts'
import { POLICY_ID, policyOf } from './policy.fixture.ts'

const FRANK = 'aaaaaaaa-0000-4000-8000-000000000006'
const MINUTE = 60

let tenant: TestTenant
let person: Person
beforeEach(async () => {
  // Without proofs: their clock is the real one.
  tenant = await openTestTenant({ senderConstraint: 'none' })
  person = await newPerson(tenant)
})

const set = (...policies: Policy[]) => tenant.app.identityProvider.policies.replace(policies)
const redeem = (token: unknown, changes: Record<string, string> = {}) =>
  requestToken(tenant, null, refresh(token, changes), SPA)
const exchange = async (assertion: unknown, changes: Record<string, string> = {}) =>
  requestToken(tenant, null, await onBehalfOf(tenant, assertion, changes))
const capolids = (values = [POLICY_ID]) => ({ access_token: { capolids: { essential: true, values } } })
const aboutSharePoint = { applications: ['mcp-sharepoint'] }

/** Refresh and on-behalf-of, for a person who signed in before the policies were there. */
const GRANTS: [string, () => Promise<() => Promise<{ body: Record<string, unknown> }>>][] = [
  [
    'refresh',
    async () => {
      const body = await signInForTokens(tenant, person)
      return () => redeem(body['refresh_token'])
    },
  ],
  [
    'on-behalf-of',
    async () => {
      const body = await signInForTokens(tenant, person)
      return () => exchange(body['access_token'])
    },
  ],
]

describe.each(GRANTS)('%s', (_, prepare) => {
  test.each<[string, Policy, Record<string, unknown>]>([
    [
      'a block: 53003, with claims that help nobody',
      policyOf({ grantControls: { control: 'block' } }),
      { error: 'invalid_grant', suberror: 'message_only', error_codes: [53003] },
    ],
    [
      'a missing second factor: 50076',
      policyOf({ grantControls: { control: 'mfa' } }),
      { error: 'interaction_required', suberror: 'basic_action', error_codes: [50076] },
    ],
    [
      'the same, under the other code',
      policyOf({ grantControls: { control: 'mfa', wireError: 'invalid_grant' } }),
      { error: 'invalid_grant', suberror: 'basic_action', error_codes: [50076] },
    ],
  ])('%s', { tags: ['CAE-3'] }, async (_case, policy, expected) => {
    const ask = await prepare()
    set(policy)
    const { body } = await ask()
    expect(body).toMatchObject(expected)
    expect(JSON.parse(String(body['claims']))).toEqual(capolids())
    set()
    expect((await ask()).body).toHaveProperty('access_token')
  })

  test(
    'a lost device: 53000 with additional_action, until it complies again',
    { tags: ['CAE-3'] },
    async () => {
      const ask = await prepare()
      const { accounts } = tenant.app.identityProvider
      accounts.setDevice(ALICE, 'notCompliant')
      const { body } = await ask()
      expect(body).toMatchObject({
        error: 'interaction_required',
        suberror: 'additional_action',
        error_codes: [53000],
      })
      expect(body['claims']).toContain('capolids')
      accounts.setDevice(ALICE, 'compliant')
      expect((await ask()).body).toHaveProperty('access_token')
    },
  )

  test.each([
    ['risk', (oid: string) => tenant.app.identityProvider.accounts.setRisk(oid, 'high')],
    [
      'an unknown place',
      (oid: string) => tenant.app.identityProvider.accounts.setLocation(oid, 'Unknown place'),
    ],
  ])('%s blocks', async (_case, change) => {
    const ask = await prepare()
    change(ALICE)
    expect((await ask()).body).toMatchObject({ suberror: 'message_only', error_codes: [53003] })
  })

  test('sign-in frequency: 70043 with token_expired and without claims', async () => {
    const ask = await prepare()
    set(policyOf({ sessionControls: { signInFrequency: 10 * MINUTE } }))
    expect((await ask()).body).toHaveProperty('access_token')
    const late = await prepare()
    tenant.clock.ahead += 11 * MINUTE
    const { body } = await late()
    expect(body).toMatchObject({ error: 'invalid_grant', suberror: 'token_expired', error_codes: [70043] })
    expect(body['error_description']).toContain('the maximum allowed lifetime for this request is 600.')
    expect(body).not.toHaveProperty('claims')
  })

  test('a person whom the application is not assigned to: 50105', async () => {
    const ask = await prepare()
    tenant.app.identityProvider.assignments.replace({ orchestrator: [FRANK] })
    expect((await ask()).body).toMatchObject({ error: 'invalid_grant', error_codes: [50105] })
    tenant.app.identityProvider.assignments.replace({ orchestrator: [ALICE] })
    expect((await ask()).body).toHaveProperty('access_token')
  })

  test('a changed password and a disabled account: 50173 and 50057', async () => {
    const ask = await prepare()
    const { accounts } = tenant.app.identityProvider
    accounts.setEnabled(ALICE, false)
    expect((await ask()).body).toMatchObject({ error: 'invalid_grant', error_codes: [50057] })
    accounts.setEnabled(ALICE, true)
    // Enabled again, the old sign-in stays over.
    const { body } = await ask()
    expect(body).toMatchObject({ error: 'invalid_grant', suberror: 'bad_token', error_codes: [50173] })
    const again = await prepare()
    accounts.changePassword(ALICE)
    expect((await again()).body).toMatchObject({ error_codes: [50173] })
  })
})

test('somebody without a second factor must enrol: 50079, and has one afterwards', async () => {
  const body = await signInForTokens(tenant, person, { oid: FRANK })
  set(policyOf({ conditions: aboutSharePoint, grantControls: { control: 'mfa' } }))
  const refused = await exchange(body['access_token'])
  expect(refused.body).toMatchObject({ suberror: 'basic_action', error_codes: [50079] })
  const claims = String(refused.body['claims'])
  const again = await signInForTokens(tenant, await newPerson(tenant), { oid: FRANK, changes: { claims } })
  expect((await exchange(again['access_token'])).status).toBe(200)
  expect(tenant.app.identityProvider.accounts.find(FRANK)?.mfaRegistered).toBe(true)
})

test('the policies that a challenge names are evaluated at sign-in, for whatever is asked there', async () => {
  const body = await signInForTokens(tenant, person)
  set(policyOf({ conditions: aboutSharePoint, grantControls: { control: 'mfa' } }))
  const claims = String((await exchange(body['access_token'])).body['claims'])
  // Without them the policy is not about the orchestrator: the loop would never end.
  const unaware = await signInForTokens(tenant, person, { changes: { prompt: 'none' } })
  expect((await exchange(unaware['access_token'])).body['error_codes']).toEqual([50076])
  const steppedUp = await signInForTokens(tenant, await newPerson(tenant), { changes: { claims } })
  expect((await exchange(steppedUp['access_token'])).status).toBe(200)
})

test('a second factor that is too old: 50078, answered by a new one', async () => {
  const claims = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}'
  set(policyOf({ conditions: aboutSharePoint, grantControls: { control: 'mfa', maxAge: 10 * MINUTE } }))
  const body = await signInForTokens(tenant, person, { changes: { claims } })
  expect((await exchange(body['access_token'])).status).toBe(200)

  tenant.clock.ahead += 11 * MINUTE
  const refused = await exchange(body['access_token'])
  expect(refused.body).toMatchObject({ suberror: 'basic_action', error_codes: [50078] })
  expect(JSON.parse(String(refused.body['claims']))).toEqual(capolids())
})

describe('a refresh token that a middle tier got on behalf of a person (a background job)', () => {
  const scope = `${DOCUMENTS_READ} offline_access`
  const job = async (token: unknown) => {
    const { client_assertion, client_assertion_type } = await onBehalfOf(tenant, '')
    const parameters = refresh(token, { client_id: ORCHESTRATOR, scope })
    return requestToken(tenant, null, { ...parameters, client_assertion, client_assertion_type })
  }

  test('is judged by when the person signed in, not by when the assertion or the token was made', async () => {
    set(policyOf({ conditions: aboutSharePoint, sessionControls: { signInFrequency: 60 * MINUTE } }))
    const body = await signInForTokens(tenant, person)
    tenant.clock.ahead += 50 * MINUTE
    const renewed = await redeem(body['refresh_token'])
    const b = await exchange(renewed.body['access_token'], { scope })
    expect(b.status).toBe(200)
    tenant.clock.ahead += 11 * MINUTE
    expect((await job(b.body['refresh_token'])).body).toMatchObject({
      suberror: 'token_expired',
      error_codes: [70043],
    })
  })

  test('meets a second factor that has grown old, and the challenge says how to lift it', async () => {
    set(policyOf({ conditions: aboutSharePoint, grantControls: { control: 'mfa', maxAge: 60 * MINUTE } }))
    const claims = JSON.stringify(capolids())
    const body = await signInForTokens(tenant, person, { changes: { claims } })
    const b = await exchange(body['access_token'], { scope })
    const next = await job(b.body['refresh_token'])
    expect(next.status).toBe(200)
    tenant.clock.ahead += 61 * MINUTE
    const refused = await job(next.body['refresh_token'])
    expect(refused.body).toMatchObject({ suberror: 'basic_action', error_codes: [50078] })
    expect(JSON.parse(String(refused.body['claims']))).toEqual(capolids())
    // The refusal has cost nothing: once the policy is gone the same token is good.
    set()
    expect((await job(next.body['refresh_token'])).status).toBe(200)
  })

  test('ends with the password', async () => {
    const body = await signInForTokens(tenant, person)
    const b = await exchange(body['access_token'], { scope })
    tenant.app.identityProvider.accounts.changePassword(ALICE)
    expect((await job(b.body['refresh_token'])).body).toMatchObject({ error_codes: [50173] })
  })
})

test('a context that the session no longer satisfies is left out of the next token', async () => {
  const claims = '{"access_token":{"acrs":{"essential":true,"value":"c2"}}}'
  set(
    policyOf({
      conditions: { authenticationContexts: ['c2'] },
      grantControls: { control: 'mfa', maxAge: 600 },
    }),
  )
  const body = await signInForTokens(tenant, person, { changes: { claims } })
  expect(claimsOf(body['access_token'])['acrs']).toEqual(['c2'])
  tenant.clock.ahead += 601
  const renewed = await redeem(body['refresh_token'])
  expect(claimsOf(renewed.body['access_token'])['acrs']).toBeUndefined()
  expect((await redeem(renewed.body['refresh_token'], { claims })).body).toMatchObject({
    error_codes: [50078],
    claims,
  })
})
