import { beforeEach, describe, expect, test } from 'vitest'
import { authorizeUrl, pkce, type Shown } from '../browser.fixture.ts'
import { newPerson, signInForCode, signInForTokens, type Person } from '../client.fixture.ts'
import { ALICE, claimsOf, openTestTenant, type TestTenant } from '../tenant.fixture.ts'
import type { Policy } from './policy.ts'
import { POLICY_ID, policyOf } from './policy.fixture.ts'

let tenant: TestTenant
let person: Person
beforeEach(async () => {
  tenant = await openTestTenant({ senderConstraint: 'none' })
  person = await newPerson(tenant)
})

const set = (...policies: Policy[]) => tenant.app.identityProvider.policies.replace(policies)
const visit = (changes: Record<string, string> = {}): Promise<Shown> =>
  person.browser.open(authorizeUrl(pkce().challenge, changes))
const SIGN_IN = 'Choose who you are'
const MFA = 'Approve sign-in request'

describe('who is stopped sees why, who can help, and the way back', () => {
  const { accounts, policies, assignments } = {
    accounts: () => tenant.app.identityProvider.accounts,
    policies: () => tenant.app.identityProvider.policies,
    assignments: () => tenant.app.identityProvider.assignments,
  }
  test.each<[string, () => void, string, string, string]>([
    ['at risk', () => accounts().setRisk(ALICE, 'high'), 'Your account is at risk', '53003', 'message_only'],
    [
      'in an unknown place',
      () => accounts().setLocation(ALICE, 'Unknown place'),
      'Not from this place',
      '53003',
      'message_only',
    ],
    [
      'with a lost device',
      () => accounts().setDevice(ALICE, 'notCompliant'),
      'This device is not compliant',
      '53000',
      'additional_action',
    ],
    [
      'by a policy about them',
      () =>
        policies().replace([
          policyOf({ conditions: { users: [ALICE] }, grantControls: { control: 'block' } }),
        ]),
      'You cannot get there from here',
      '53003',
      'message_only',
    ],
  ])('%s', async (_, change, heading, code, suberror) => {
    await signInForCode(person)
    change()
    const { status, body } = await visit({ 'client-request-id': 'aaaaaaaa-1111-4111-8111-111111111111' })
    expect(status).toBe(403)
    expect(body).toContain(`<h1>${heading}</h1>`)
    expect(body).toContain(`AADSTS${code}`)
    expect(body).toContain('<code>aaaaaaaa-1111-4111-8111-111111111111</code>')
    expect(body).toMatch(/An administrator of your organisation|The people who manage your devices/)
    const back = new URL(
      /href="([^"]+)">Back to Chain of Trust AI host/.exec(body)![1]!.replaceAll('&amp;', '&'),
    )
    const reply = new URLSearchParams(back.hash.slice(1))
    expect([reply.get('error'), reply.get('suberror'), reply.get('state')]).toEqual([
      'access_denied',
      suberror,
      's-1',
    ])

    // The hidden iframe shows no page: the app hears at once.
    const silent = await visit({ prompt: 'none' })
    expect([silent.reply?.get('error'), silent.reply?.get('suberror')]).toEqual(['access_denied', suberror])
  })

  test('by an application that is not assigned to them', async () => {
    await signInForCode(person)
    assignments().replace({ 'ai-host': [] })
    const { body } = await visit()
    expect(body).toContain('This app is not assigned to you')
    expect(body).toContain('AADSTS50105')
    expect((await visit({ prompt: 'none' })).reply?.get('error')).toBe('access_denied')
  })
})

test('a policy that wants a second factor is asked for on a page, once', async () => {
  await signInForCode(person)
  set(policyOf({ grantControls: { control: 'mfa', wireError: 'invalid_grant' } }))
  const silent = await visit({ prompt: 'none' })
  // At this endpoint there is no invalid_grant, whatever the token endpoint would say.
  expect([silent.reply?.get('error'), silent.reply?.get('suberror')]).toEqual([
    'interaction_required',
    'basic_action',
  ])
  expect(JSON.parse(silent.reply?.get('claims') ?? '')).toEqual({
    access_token: { capolids: { essential: true, values: [POLICY_ID] } },
  })
  const page = await visit()
  expect(page.body).toContain(MFA)
  expect((await person.browser.press(page, 'mfa', 'approve')).reply?.get('code')).toBeTruthy()
  expect((await visit({ prompt: 'none' })).reply?.get('code')).toBeTruthy()
})

test.each(['capolids', 'polids'])(
  'policies named as %s are evaluated, unknown ones ignored',
  async (member) => {
    set(policyOf({ conditions: { applications: ['mock-graph'] }, grantControls: { control: 'mfa' } }))
    await signInForCode(person)
    const claims = (id: string) =>
      JSON.stringify({ access_token: { [member]: { essential: true, values: [id] } } })
    expect((await visit({ claims: claims(POLICY_ID) })).body).toContain(MFA)
    const unknown = await visit({ claims: claims('cccccccc-0000-4000-8000-0000000000ff') })
    expect(unknown.reply?.get('code')).toBeTruthy()
  },
)

test('the second factor that grew too old is asked for again', async () => {
  set(policyOf({ grantControls: { control: 'mfa', maxAge: 300 } }))
  await signInForCode(person)
  tenant.clock.ahead += 301
  expect((await visit({ prompt: 'none' })).reply?.get('error_description')).toContain('AADSTS50078')
  expect((await visit()).body).toContain(MFA)
})

test('sign-in frequency shows the sign-in page with a reason; silently it is interaction_required', async () => {
  set(policyOf({ sessionControls: { signInFrequency: 3600 } }))
  await signInForCode(person)
  expect((await visit({ prompt: 'none' })).reply?.get('code')).toBeTruthy()
  tenant.clock.ahead += 3601
  const { reply } = await visit({ prompt: 'none' })
  expect([reply?.get('error'), reply?.get('suberror')]).toEqual(['interaction_required', 'token_expired'])
  expect(reply?.get('error_description')).toContain('AADSTS70043')
  const page = await visit()
  expect(page.body).toContain('Your last sign-in is too long ago')
  expect((await person.browser.signIn(page, ALICE)).reply?.get('code')).toBeTruthy()
  expect((await visit({ prompt: 'none' })).reply?.get('code')).toBeTruthy()
})

describe('max_age', () => {
  test('wants a sign-in that is not older', async () => {
    await signInForCode(person)
    tenant.clock.ahead += 100
    expect((await visit({ max_age: '200', prompt: 'none' })).reply?.get('code')).toBeTruthy()
    expect((await visit({ max_age: '50', prompt: 'none' })).reply?.get('error')).toBe('login_required')
    const page = await visit({ max_age: '50' })
    expect(page.body).toContain(SIGN_IN)
    expect((await person.browser.signIn(page, ALICE)).reply?.get('code')).toBeTruthy()
  })

  test('of zero is as prompt=login, and no endless loop', async () => {
    await signInForCode(person)
    const page = await visit({ max_age: '0' })
    expect(page.body).toContain(SIGN_IN)
    expect((await person.browser.signIn(page, ALICE)).reply?.get('code')).toBeTruthy()
  })

  test.each(['-1', 'soon', '1e3'])('of %s is refused', async (max_age) => {
    expect((await visit({ max_age })).reply?.get('error')).toBe('invalid_request')
  })

  test.each([{ max_age: '50' }, { prompt: 'login' }])(
    'after %j the access token says when the person signed in',
    async (changes) => {
      const first = claimsOf((await signInForTokens(tenant, person))['access_token'])
      tenant.clock.ahead += 100
      const plain = claimsOf((await signInForTokens(tenant, person))['access_token'])
      expect(plain['auth_time']).toBe(first['auth_time'])
      const fresh = await signInForTokens(tenant, person, { changes })
      const { auth_time: authTime } = claimsOf(fresh['access_token'])
      expect(Number(authTime)).toBeGreaterThanOrEqual(Number(first['auth_time']) + 100)
      expect(claimsOf(fresh['id_token'])['auth_time']).toBe(authTime)
    },
  )
})
