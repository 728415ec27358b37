import { beforeEach, expect, test } from 'vitest'
import { authorizeUrl, pkce } from '../browser.fixture.ts'
import { newPerson, refresh, requestToken, signInForTokens, SPA } from '../client.fixture.ts'
import { ALICE, openTestTenant, ORIGIN, type TestTenant } from '../tenant.fixture.ts'

let tenant: TestTenant
beforeEach(async () => {
  tenant = await openTestTenant({ senderConstraint: 'none' })
})

const call = async (path: string, body?: unknown, method = 'POST') => {
  const init = body === undefined ? {} : { method, body: JSON.stringify(body) }
  const headers = { 'content-type': 'application/json' }
  const response = await tenant.fetch(`${ORIGIN}/console/api${path}`, { ...init, headers })
  return (await response.json()) as Record<string, unknown>
}
const act = (action: string, value?: string) =>
  call(`/users/${ALICE}`, { action, ...(value === undefined ? {} : { value }) })
const announced = () => tenant.app.identityProvider.signals.recent(10)

test.each<[string, string | undefined, object, string, string, object]>([
  ['disable', undefined, { accountEnabled: false }, 'account_disabled', 'account-disabled', {}],
  ['revokeSessions', undefined, {}, 'sessions_revoked', 'session-revoked', {}],
  [
    'changePassword',
    undefined,
    { passwordChangedAt: expect.any(Number) },
    'password_changed',
    'credential-change',
    { credential_type: 'password', change_type: 'update' },
  ],
  [
    'setRisk',
    'high',
    { risk: 'high' },
    'risk_high',
    'risk-level-change',
    { principal: 'USER', previous_level: 'LOW', current_level: 'HIGH' },
  ],
  [
    'setDevice',
    'notCompliant',
    { device: 'notCompliant' },
    'device_not_compliant',
    'device-compliance-change',
    { previous_status: 'compliant', current_status: 'not-compliant' },
  ],
  [
    'setLocation',
    'Unknown place',
    { location: 'Unknown place' },
    'location_changed',
    'token-claims-change',
    { claims: { location: 'Unknown place' } },
  ],
])('%s %s is stored, recorded and announced', async (action, value, state, reason, type, details) => {
  const user = await act(action, value)
  expect(user).toMatchObject(state)
  expect(await call('/users')).toContainEqual(user)
  expect(tenant.records.at(-1)).toMatchObject({ event: 'account_changed', reason, subject: { oid: ALICE } })
  expect(announced()).toMatchObject([{ type, oid: ALICE, at: user['tokensValidFrom'], details }])

  await tenant.app.close()
  const restarted = await openTestTenant({ stateDir: tenant.config.STATE_DIR })
  expect(restarted.app.identityProvider.accounts.find(ALICE)).toMatchObject(state)
})

test('an account that is opened again is an event by which no token becomes stale', async () => {
  const { tokensValidFrom } = await act('disable')
  const user = await act('enable')
  expect(user).toMatchObject({ accountEnabled: true, tokensValidFrom })
  expect(tenant.records.at(-1)).toMatchObject({ event: 'account_changed', reason: 'account_enabled' })
  expect(announced()[0]).toMatchObject({ type: 'account-enabled', oid: ALICE })
})

test('what is so already is no event', async () => {
  await act('enable')
  await act('setRisk', 'none')
  await act('setDevice', 'compliant')
  await act('setLocation', 'Headquarters')
  expect(announced()).toEqual([])
  expect(tenant.records).toEqual([])
})

test('a change that cannot be announced is not made', async () => {
  const { signals, accounts } = tenant.app.identityProvider
  const announce = signals.announce.bind(signals)
  signals.announce = () => {
    throw new Error('disk full')
  }
  expect(await act('setRisk', 'high')).toMatchObject({ error: 'server_error' })
  expect(accounts.find(ALICE)?.risk).toBe('none')
  expect(await call('/policies', [], 'PUT')).toMatchObject({ error: 'server_error' })
  expect(await call('/policies')).toHaveLength(7)
  signals.announce = announce
  expect(await act('setRisk', 'high')).toMatchObject({ risk: 'high' })
})

test.each(['changePassword', 'disable', 'revokeSessions'])(
  '%s ends refresh tokens and browser sessions',
  async (action) => {
    const person = await newPerson(tenant)
    const body = await signInForTokens(tenant, person)
    await act(action)
    if (action === 'disable') await act('enable')
    const refused = await requestToken(tenant, null, refresh(body['refresh_token']), SPA)
    expect(refused.body).toMatchObject({ error: 'invalid_grant', error_codes: [50173] })
    const silent = await person.browser.open(authorizeUrl(pkce().challenge, { prompt: 'none' }))
    expect(silent.reply?.get('error')).toBe('login_required')
    await signInForTokens(tenant, person, { changes: { prompt: 'login' } })
  },
)

test('an edited policy and an edited assignment are events for the whole tenant', async () => {
  expect(await call('/policies', [], 'PUT')).toEqual([])
  expect(await call('/assignments', { orchestrator: [ALICE] }, 'PUT')).toEqual({ orchestrator: [ALICE] })
  expect(announced()[0]?.details).toEqual({ claims: { capolids: [] } })
  expect(announced().map(({ type, oid }) => [type, oid])).toEqual([
    ['token-claims-change', undefined],
    ['token-claims-change', undefined],
  ])
  expect(tenant.records.map(({ event, reason }) => [event, reason])).toEqual([
    ['policy_changed', 'policies_changed'],
    ['policy_changed', 'assignments_changed'],
  ])
  await tenant.app.close()
  const { identityProvider } = (await openTestTenant({ stateDir: tenant.config.STATE_DIR })).app
  expect([identityProvider.policies.list(), identityProvider.assignments.list()]).toEqual([
    [],
    { orchestrator: [ALICE] },
  ])
})

test('an assignment of nobody known, or to nothing known, is refused', async () => {
  expect(await call('/assignments', { sharepoint: [] }, 'PUT')).toMatchObject({ error: 'invalid_request' })
  const nobody = { orchestrator: ['aaaaaaaa-0000-4000-8000-0000000000ff'] }
  expect(await call('/assignments', nobody, 'PUT')).toMatchObject({ error: 'invalid_request' })
})

test('the places where a person can be are listed', async () => {
  expect(await call('/locations')).toContainEqual({ displayName: 'Unknown place', isTrusted: false })
})
