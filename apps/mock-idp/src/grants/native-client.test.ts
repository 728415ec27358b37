import { createDpopKey } from '@chain-of-trust/auth-core/dpop-client'
import { beforeAll, expect, test } from 'vitest'
import { authorizeUrl, pkce, TestBrowser, type Shown } from '../browser.fixture.ts'
import { newPerson, refresh, requestToken, signInForCode, type Person } from '../client.fixture.ts'
import { policyOf } from '../conditional-access/policy.fixture.ts'
import { nativeClient } from '../native-client.fixture.ts'
import {
  AI_HOST_CLI,
  ALICE,
  claimsOf,
  openTestTenant,
  WORKSPACE,
  WORKSPACE_READ,
  type TestTenant,
} from '../tenant.fixture.ts'

const LOOPBACK = 'http://localhost:51234'
const scope = `${WORKSPACE_READ} openid profile offline_access`
const asked = { client_id: AI_HOST_CLI, redirect_uri: LOOPBACK, response_mode: 'form_post', scope }

let tenant: TestTenant
beforeAll(async () => {
  tenant = await openTestTenant()
})

/** A code for the command line, and what redeems it. */
async function codeForTheCli(person: Person): Promise<Record<string, string | undefined>> {
  const { redemption } = await signInForCode(person, { changes: asked })
  return { ...redemption, client_id: AI_HOST_CLI, redirect_uri: LOOPBACK }
}

const visit = (changes: Record<string, string | undefined>, browser = new TestBrowser(tenant.fetch)) =>
  browser.open(authorizeUrl(pkce().challenge, { ...asked, ...changes }))

test('unmodified msal-node signs in through loopback, and refreshes with its key', async () => {
  const key = await createDpopKey()
  const client = nativeClient(tenant, key)
  const browser = new TestBrowser(tenant.fetch)
  const signedIn = await client.acquireTokenInteractive({
    scopes: [WORKSPACE_READ],
    successTemplate: 'Done',
    openBrowser: async (url) => {
      const { location, reply } = await browser.signIn(await browser.open(url), ALICE)
      expect(location).toMatch(/^http:\/\/localhost:\d+$/)
      const landed = await fetch(location!.replace('localhost', '127.0.0.1'), {
        method: 'POST',
        body: reply!,
      })
      expect(await landed.text()).toBe('Done')
    },
  })
  expect(claimsOf(signedIn.accessToken)).toMatchObject({
    aud: WORKSPACE,
    azp: AI_HOST_CLI,
    azpacr: '0',
    oid: ALICE,
    scp: 'Workspace.Read',
    cnf: { jkt: key.jkt },
  })
  const again = await client.acquireTokenSilent({
    account: signedIn.account!,
    scopes: [WORKSPACE_READ],
    forceRefresh: true,
  })
  expect(again.accessToken).not.toBe(signedIn.accessToken)
})

test('a native client redeems its code with PKCE, its key and no origin; a script of any page does not', async () => {
  const person = await newPerson(tenant)
  const redemption = await codeForTheCli(person)
  for (const origin of [LOOPBACK, 'http://localhost:4400', 'null']) {
    const { body } = await requestToken(tenant, person.key, redemption, { origin })
    expect(body['error_codes']).toEqual([9002326])
  }
  for (const [changes, code] of [
    [{ code_verifier: undefined }, 900144],
    [{ code_verifier: pkce().verifier }, 501481],
    [{ redirect_uri: 'http://localhost:51235' }, 50011],
    [{ client_secret: 'x' }, 700025],
  ] as const) {
    const { body } = await requestToken(tenant, person.key, { ...redemption, ...changes })
    expect(body['error_codes']).toEqual([code])
  }
  expect((await requestToken(tenant, person.key, redemption)).status).toBe(200)
})

test('its refresh token is worth nothing without its key, and slides where a page’s is fixed', async () => {
  const person = await newPerson(tenant)
  const { body } = await requestToken(tenant, person.key, await codeForTheCli(person))
  const next = refresh(body['refresh_token'], { client_id: AI_HOST_CLI, scope })
  const stolen = await requestToken(tenant, await createDpopKey(), next)
  expect(stolen.body).toMatchObject({ error: 'invalid_grant', error_codes: [70000] })
  const unproven = await requestToken(tenant, null, next)
  expect(unproven.body['error']).toMatch(/dpop/)
  const renewed = await requestToken(tenant, person.key, next)
  expect(renewed.status).toBe(200)
  expect(Number(renewed.body['refresh_token_expires_in'])).toBe(90 * 86_400)
})

test('a posted answer is in no address; its page posts to that one origin and nowhere else', async () => {
  const browser = new TestBrowser(tenant.fetch)
  const page = await visit({ state: `"><script>'&amp;` }, browser)
  expect(page.headers.get('content-security-policy')).toContain(`form-action 'self';`)
  const shown = await browser.signIn(page, ALICE)
  expect([shown.status, shown.headers.get('location')]).toEqual([200, null])
  expect(shown.headers.get('content-security-policy')).toContain(`form-action ${LOOPBACK};`)
  expect(shown.body).toMatch(/<button class="primary">Continue<\/button>/)
  expect(shown.body).not.toContain('"><script>\'')
  expect(shown.location).toBe(LOOPBACK)
  expect(shown.reply?.get('code')).toMatch(/^[\w-]{43}$/)
  const script = await tenant.fetch('http://localhost:4490/assets/form-post.js')
  expect(await script.text()).toContain('submit()')
})

test('an error is posted too, with the state', async () => {
  const { location, reply } = await visit({ scope: 'http://localhost:4401/admin' })
  expect([location, reply?.get('state'), reply?.get('error')]).toEqual([LOOPBACK, 's-1', 'invalid_client'])
  expect(reply?.get('code')).toBeNull()
})

test('whom Conditional Access blocks goes back by a button, and the error is posted', async () => {
  const blocking = await openTestTenant()
  const browser = new TestBrowser(blocking.fetch)
  blocking.app.identityProvider.policies.replace([
    policyOf({ conditions: { applications: ['mcp-workspace'] }, grantControls: { control: 'block' } }),
  ])
  const shown: Shown = await browser.press(await visit({}, browser), 'user', ALICE)
  expect(shown.status).toBe(403)
  expect(shown.body).toContain('Back to Chain of Trust command line')
  expect(shown.body).toContain(`action="${LOOPBACK}"`)
  expect(shown.body).toContain('name="error" value="access_denied"')
  expect(shown.reply).toBeUndefined()
  expect(shown.headers.get('content-security-policy')).toContain(`form-action ${LOOPBACK};`)
})
