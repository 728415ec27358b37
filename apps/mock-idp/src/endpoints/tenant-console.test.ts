import { beforeAll, describe, expect, test } from 'vitest'
import { ALICE, DAVE, openTestTenant, ORIGIN, type TestTenant } from '../tenant.fixture.ts'

let tenant: TestTenant
beforeAll(async () => {
  tenant = await openTestTenant()
})

const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
  const init = body === undefined ? {} : { body: JSON.stringify(body) }
  const json = body === undefined ? {} : { 'content-type': 'application/json' }
  const response = await tenant.fetch(`${ORIGIN}/console/api${path}`, {
    method,
    ...init,
    headers: { ...json, ...headers },
  })
  const text = await response.text()
  return { status: response.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) }
}

test('lists the users with their state', async () => {
  const { body } = await call('GET', '/users')
  expect(body).toHaveLength(6)
  expect(body).toContainEqual(expect.objectContaining({ oid: DAVE, accountEnabled: false }))
})

test('disables, enables and revokes, and records it', async () => {
  const act = (action: string) => call('POST', `/users/${ALICE}`, { action })
  expect((await act('disable')).body).toMatchObject({ accountEnabled: false })
  expect((await act('enable')).body).toMatchObject({ accountEnabled: true })
  const { body } = await act('revokeSessions')
  expect((body as { sessionsValidFrom: number }).sessionsValidFrom).toBeGreaterThan(Date.now() / 1000)
  expect(tenant.records.map(({ event, reason }) => [event, reason])).toEqual([
    ['account_changed', 'account_disabled'],
    ['account_changed', 'account_enabled'],
    ['account_changed', 'sessions_revoked'],
  ])
})

test.each<[string, string, string, unknown, number]>([
  ['an unknown risk', 'POST', `/users/${ALICE}`, { action: 'setRisk', value: 'extreme' }, 400],
  ['a risk without a value', 'POST', `/users/${ALICE}`, { action: 'setRisk' }, 400],
  ['an unknown place', 'POST', `/users/${ALICE}`, { action: 'setLocation', value: 'The Moon' }, 400],
  ['an unknown device state', 'POST', `/users/${ALICE}`, { action: 'setDevice', value: true }, 400],
  ['a value where none belongs', 'POST', `/users/${ALICE}`, { action: 'disable', value: 'x' }, 400],
  ['an unknown action', 'POST', `/users/${ALICE}`, { action: 'delete' }, 400],
  ['no action', 'POST', `/users/${ALICE}`, {}, 400],
  ['an unknown user', 'POST', '/users/x', { action: 'disable' }, 404],
  ['policies that are no list', 'PUT', '/policies', {}, 400],
  [
    'a policy with an unknown control',
    'PUT',
    '/policies',
    [{ ...policy(), grantControls: { control: 'x' } }],
    400,
  ],
  [
    'a policy about an unknown application',
    'PUT',
    '/policies',
    [policyAbout({ applications: ['sharepoint'] })],
    400,
  ],
  [
    'a policy about an unknown user',
    'PUT',
    '/policies',
    [policyAbout({ applications: 'all', users: ['aaaaaaaa-0000-4000-8000-0000000000ff'] })],
    400,
  ],
  ['a fault that does not exist', 'POST', '/faults', { count: 1, status: 418 }, 400],
])('%s is refused with a reason', async (_, method, path, body, status) => {
  const answer = await call(method, path, body)
  expect(answer.status).toBe(status)
  expect(answer.body).toMatchObject({ error: 'invalid_request', message: expect.stringMatching(/\w+/) })
})

test('reads and replaces the policies', async () => {
  const before = (await call('GET', '/policies')).body
  expect(before).toMatchObject([
    { displayName: 'Block high user risk' },
    { displayName: 'Require a compliant device' },
    { displayName: 'Block unknown places' },
    { displayName: 'Block device code flow', state: 'disabled' },
    { conditions: { authenticationContexts: ['c1'] }, grantControls: { control: 'mfa' } },
    { conditions: { authenticationContexts: ['c2'] } },
    { conditions: { authenticationContexts: ['c3'] } },
  ])
  await call('PUT', '/policies', [policy()])
  const { body } = await call('GET', '/policies')
  expect(body).toMatchObject([{ conditions: { applications: ['mcp-sharepoint'], users: 'all' } }])
})

test('switches faults on', async () => {
  expect((await call('POST', '/faults', { count: 1, status: 503, retryAfter: 3 })).status).toBe(204)
  await expect(tenant.app.identityProvider.faults.strike()).rejects.toThrow('AADSTS90033')
  await tenant.app.identityProvider.faults.strike()
})

describe("the developer's other web pages have no say", () => {
  test.each([
    ['a foreign origin', { origin: 'https://evil.example' }],
    ['the app itself', { origin: 'http://localhost:4400' }],
    ['a cross-site request without Origin', { 'sec-fetch-site': 'cross-site' }],
    ['a page of the app that links here', { 'sec-fetch-site': 'same-site' }],
    ['a rebound name', { host: 'evil.example:4490' }],
  ])('%s', async (_, headers) => {
    expect((await call('GET', '/users', undefined, headers)).status).toBe(403)
    expect((await call('POST', `/users/${ALICE}`, { action: 'disable' }, headers)).status).toBe(403)
    expect(tenant.records.at(-1)).toMatchObject({ outcome: 'failure', reason: 'origin_not_allowed' })
  })

  test('a form, which needs no permission to be sent', async () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    const answer = await tenant.fetch(`${ORIGIN}/console/api/users/${ALICE}`, {
      method: 'POST',
      body: 'action=disable',
      headers: form,
    })
    expect(answer.status).toBe(415)
    const plain = { 'content-type': 'text/plain' }
    expect((await call('POST', `/users/${ALICE}`, { action: 'disable' }, plain)).status).toBe(415)
  })

  test('our own page may', async () => {
    const headers = { origin: ORIGIN, 'sec-fetch-site': 'same-origin' }
    expect((await call('GET', '/users', undefined, headers)).status).toBe(200)
  })
})

function policyAbout(conditions: object) {
  return { ...policy(), conditions }
}

function policy() {
  return {
    id: 'cccccccc-0000-4000-8000-000000000002',
    displayName: 'Documents need a second factor',
    state: 'enabled',
    conditions: { applications: ['mcp-sharepoint'] },
    grantControls: { control: 'authenticationContext', value: 'c1' },
  }
}
