import { createDpopKey, type DpopKey } from '@chain-of-trust/auth-core/dpop-client'
import { beforeEach, describe, expect, test } from 'vitest'
import { TestBrowser } from '../browser.fixture.ts'
import { onBehalfOf, refresh, requestToken } from '../client.fixture.ts'
import { policyOf } from '../conditional-access/policy.fixture.ts'
import { askForCode, pollForTokens } from '../device-sign-in.fixture.ts'
import { nativeClient } from '../native-client.fixture.ts'
import {
  AI_HOST,
  AI_HOST_CLI,
  ALICE,
  BASE,
  claimsOf,
  openTestTenant,
  ORCHESTRATOR,
  ORIGIN,
  WORKSPACE,
  WORKSPACE_READ,
  type TestTenant,
} from '../tenant.fixture.ts'

let tenant: TestTenant
let key: DpopKey
let browser: TestBrowser
beforeEach(async () => {
  tenant = await openTestTenant()
  key = await createDpopKey()
  browser = new TestBrowser(tenant.fetch)
})

const ask = async () => (await askForCode(tenant, key)).body
/** The person enters the code in their browser and goes on to the end. */
const approve = async (userCode: unknown) =>
  browser.signIn(await browser.enterUserCode(String(userCode)), ALICE)
const poll = (deviceCode: unknown, as: DpopKey | null = key, changes = {}) =>
  pollForTokens(tenant, as, deviceCode, changes)
const events = () => tenant.records.map(({ event, outcome, reason }) => [event, outcome, reason])

test('unmodified msal-node signs in by a code that a person enters in another browser', async () => {
  const signedIn = await nativeClient(tenant, key).acquireTokenByDeviceCode({
    scopes: [WORKSPACE_READ],
    deviceCodeCallback: ({ userCode, verificationUri, message }) => {
      expect(verificationUri).toBe(`${ORIGIN}/devicelogin`)
      expect(message).toContain(userCode)
      void approve(userCode)
    },
  })
  expect(claimsOf(signedIn?.accessToken)).toMatchObject({
    aud: WORKSPACE,
    azp: AI_HOST_CLI,
    oid: ALICE,
    cnf: { jkt: key.jkt },
  })
})

test('the answer has the members that Entra ID has, and no address that brings the code along', async () => {
  const { status, headers, body } = await askForCode(tenant, key)
  expect([status, headers.get('cache-control')]).toEqual([200, 'no-store'])
  expect(Object.keys(body).sort()).toEqual([
    'device_code',
    'expires_in',
    'interval',
    'message',
    'user_code',
    'verification_uri',
  ])
  expect(body).toMatchObject({ expires_in: 900, interval: 5, user_code: expect.stringMatching(/^[B-Z]{9}$/) })
  const metadata = await tenant.fetch(`${BASE}/v2.0/.well-known/openid-configuration`)
  expect(await metadata.json()).toMatchObject({
    device_authorization_endpoint: `${BASE}/oauth2/v2.0/devicecode`,
    grant_types_supported: expect.arrayContaining(['urn:ietf:params:oauth:grant-type:device_code']),
  })
})

test('the device waits, asks not too often, and gets its tokens once', async () => {
  const { device_code: deviceCode, user_code: userCode } = await ask()
  const first = await poll(deviceCode)
  expect(first.status).toBe(400)
  expect(first.body).toMatchObject({ error: 'authorization_pending', error_codes: [70016] })
  expect((await poll(deviceCode)).body['error']).toBe('slow_down')
  tenant.clock.ahead += 5
  expect((await poll(deviceCode)).body['error']).toBe('authorization_pending')
  const { body: page } = await approve(userCode)
  expect(page).toContain('You are signed in on your device')

  const { status, body } = await poll(deviceCode)
  expect(status).toBe(200)
  expect(claimsOf(body['access_token'])).toMatchObject({ oid: ALICE, scp: 'Workspace.Read' })
  expect(events().filter(([event]) => event === 'sign_in')).toEqual([
    ['sign_in', 'success', undefined],
    ['sign_in', 'success', undefined],
  ])

  // Twice: the code has leaked, and what came of it is not to be trusted.
  expect((await poll(deviceCode)).body['error_codes']).toEqual([54005])
  const next = refresh(body['refresh_token'], { client_id: AI_HOST_CLI, scope: WORKSPACE_READ })
  expect((await requestToken(tenant, key, next)).body['error']).toBe('invalid_grant')
})

describe('the device code is worth nothing', () => {
  test('with another key, without one, or to another client; and its owner still gets the tokens', async () => {
    const { device_code: deviceCode, user_code: userCode } = await ask()
    await approve(userCode)
    expect((await poll(deviceCode, await createDpopKey())).body).toMatchObject({ error: 'invalid_grant' })
    expect((await poll(deviceCode, null)).body['error']).toMatch(/dpop/)
    const other = await requestToken(
      tenant,
      key,
      {
        client_id: AI_HOST,
        grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
        device_code: String(deviceCode),
      },
      { origin: 'http://localhost:4400' },
    )
    expect(other.body).toMatchObject({ error: 'invalid_grant', error_codes: [70000] })
    expect((await poll(deviceCode)).status).toBe(200)
  })

  test('when it was invented, or is too old: for the device and for the person', async () => {
    expect((await poll('x')).body).toMatchObject({ error: 'bad_verification_code', error_codes: [70018] })
    const { device_code: deviceCode, user_code: userCode } = await askUnbound()
    tenant.clock.ahead += 901
    expect((await poll(deviceCode, null)).body).toMatchObject({
      error: 'expired_token',
      error_codes: [70020],
    })
    expect((await browser.enterUserCode(String(userCode))).body).toContain('AADSTS70018')
  })

  test('when it ran out while the person was thinking', async () => {
    const { device_code: deviceCode, user_code: userCode } = await askUnbound()
    const page = await browser.enterUserCode(String(userCode))
    tenant.clock.ahead += 890
    const confirmation = await browser.press(page, 'user', ALICE)
    tenant.clock.ahead += 20
    expect((await browser.signIn(confirmation, ALICE)).body).toContain('AADSTS70019')
    expect((await poll(deviceCode, null)).body['error']).toBe('expired_token')
  })

  test('when the person says that it was not they, declines the consent, or may not come in', async () => {
    for (const press of [
      async () => browser.press(await signedInTo('confirm'), 'confirm', 'cancel'),
      async () => browser.press(await signedInTo('decision'), 'decision', 'decline'),
    ]) {
      const code = await ask()
      userCode = String(code['user_code'])
      expect((await press()).status).toBe(400)
      expect((await poll(code['device_code'])).body['error']).toBe('authorization_declined')
    }
    expect(events()).toContainEqual(['sign_in', 'failure', 'confirmation_declined'])
  })

  /** At a tenant without sender constraint: a proof would be too old before the code is. */
  async function askUnbound() {
    tenant = await openTestTenant({ senderConstraint: 'none' })
    browser = new TestBrowser(tenant.fetch)
    return (await askForCode(tenant, null)).body
  }

  let userCode = ''
  async function signedInTo(button: string) {
    let page = await browser.enterUserCode(userCode)
    if (page.body.includes('name="user"')) page = await browser.press(page, 'user', ALICE)
    return button === 'confirm' ? page : browser.press(page, 'confirm', 'continue')
  }
})

describe('a code is given to', () => {
  test.each([
    ['a page, which has a browser already', { client_id: AI_HOST }, 7000218],
    ['a service, which has no person', { client_id: ORCHESTRATOR }, 7000218],
    ['an unknown client', { client_id: '00000000-0000-4000-8000-000000000000' }, 700016],
    ['a request without a scope', { scope: undefined }, 900144],
    ['an unknown scope', { scope: 'http://localhost:4401/admin' }, 650053],
    ['claims that are none', { claims: '{' }, 90023],
  ])('not to %s', async (_title, changes, code) => {
    const { status, body } = await askForCode(tenant, key, changes)
    expect(status).toBeGreaterThanOrEqual(400)
    expect(body).toMatchObject({ error_codes: [code] })
    expect(body).not.toHaveProperty('device_code')
  })

  test('nobody without a key, nor to a script of any page', async () => {
    expect((await askForCode(tenant, null)).body['error']).toMatch(/dpop/)
    const { body } = await askForCode(tenant, key, {}, { origin: 'http://localhost:4400' })
    expect(body['error_codes']).toEqual([9002326])
  })

  test('nobody sixty times a minute', async () => {
    tenant = await openTestTenant({ senderConstraint: 'none' })
    for (let count = 0; count < 60; count += 1) tenant.app.identityProvider.deviceRequests.count('127.0.0.1')
    const { status, headers } = await askForCode(tenant, null)
    expect([status, headers.get('retry-after')]).toEqual([429, expect.stringMatching(/^(5\d|60)$/)])
    tenant.clock.ahead += 61
    expect((await askForCode(tenant, null)).status).toBe(200)
  })
})

test('the tokens are the device’s own: a sign-out of the browser that approved them ends nothing', async () => {
  const { device_code: deviceCode, user_code: userCode } = await ask()
  await approve(userCode)
  const { body } = await poll(deviceCode)
  await browser.open(`${BASE}/oauth2/v2.0/logout`)
  const next = refresh(body['refresh_token'], { client_id: AI_HOST_CLI, scope: WORKSPACE_READ })
  expect((await requestToken(tenant, await createDpopKey(), next)).body['error_codes']).toEqual([70000])
  const renewed = await requestToken(tenant, key, next)
  expect(renewed.status).toBe(200)
  tenant.app.identityProvider.accounts.revokeSessions(ALICE)
  const after = refresh(renewed.body['refresh_token'], { client_id: AI_HOST_CLI, scope: WORKSPACE_READ })
  expect((await requestToken(tenant, key, after)).body['error_codes']).toEqual([50173])
})

describe('Conditional Access may forbid the code', () => {
  const forbid = () =>
    tenant.app.identityProvider.policies.replace([
      policyOf({
        conditions: {
          applications: 'all',
          authenticationFlows: { transferMethods: ['deviceCodeFlow'] },
        },
        grantControls: { control: 'block' },
      }),
    ])

  test('at the page: the person is told why, and the device that it is over', async () => {
    forbid()
    const { device_code: deviceCode, user_code: userCode } = await ask()
    const page = await browser.press(await browser.enterUserCode(String(userCode)), 'user', ALICE)
    expect([page.status, page.body]).toEqual([403, expect.stringContaining('Not by a code')])
    expect((await poll(deviceCode)).body['error']).toBe('authorization_declined')
  })

  test('and later: no renewal and no exchange of what came by a code, while browsers go on', async () => {
    const scope = 'http://localhost:4401/access_as_user offline_access'
    const code = (await askForCode(tenant, key, { scope })).body
    await approve(code['user_code'])
    const { body } = await poll(code['device_code'], key, { scope })
    forbid()
    const next = refresh(body['refresh_token'], { client_id: AI_HOST_CLI, scope })
    expect((await requestToken(tenant, key, next)).body['error_codes']).toEqual([53003])
    const exchanged = await requestToken(tenant, key, await onBehalfOf(tenant, body['access_token']))
    expect(exchanged.body['error_codes']).toEqual([53003])
    tenant.app.identityProvider.policies.replace([])
    expect((await requestToken(tenant, key, next)).status).toBe(200)
  })
})
