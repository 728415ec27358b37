import { beforeAll, expect, test } from 'vitest'
import { authorizeUrl, pkce, TestBrowser } from '../browser.fixture.ts'
import { newPerson, signInForCode } from '../client.fixture.ts'
import { ALICE, BASE, BOB, openTestTenant, ORIGIN, type TestTenant } from '../tenant.fixture.ts'

let tenant: TestTenant
beforeAll(async () => {
  tenant = await openTestTenant()
})

const start = (browser: TestBrowser, changes = {}) => browser.open(authorizeUrl(pkce().challenge, changes))
const USED = 'This page was already used'

test('a page cannot be framed, runs no script and posts to its own origin and to the app only', async () => {
  const { headers, body } = await start(new TestBrowser(tenant.fetch))
  const policy = headers.get('content-security-policy')
  expect(policy).toContain(`default-src 'none'`)
  expect(policy).toContain(`frame-ancestors 'none'`)
  expect(policy).toContain(`form-action 'self' http://localhost:4400;`)
  expect(policy).not.toContain('unsafe')
  expect(headers.get('x-frame-options')).toBe('DENY')
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
  expect(headers.get('cache-control')).toBe('no-store')
  expect(body).not.toMatch(/<script|style=|\son\w+=/)
  expect(body).toContain('Mock tenant.')
})

test('the browser cookie is HttpOnly and SameSite=Lax, and changes at each sign-in', async () => {
  const browser = new TestBrowser(tenant.fetch)
  const page = await start(browser)
  expect(page.headers.get('set-cookie')).toMatch(
    /^mock_idp_browser=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/,
  )
  const before = browser.cookies.get('mock_idp_browser')
  await browser.press(page, 'user', ALICE)
  expect(browser.cookies.get('mock_idp_browser')).not.toBe(before)

  // Whoever planted the first cookie is not signed in.
  const planted = new TestBrowser(tenant.fetch)
  planted.cookies.set('mock_idp_browser', before!)
  expect((await start(planted, { prompt: 'none' })).reply?.get('error')).toBe('login_required')
})

test('a form that another browser opened is refused, and stays good for its owner', async () => {
  const [victim, attacker] = [new TestBrowser(tenant.fetch), new TestBrowser(tenant.fetch)]
  const page = await start(attacker)
  await start(victim)
  // The attacker's page, submitted by the victim's browser: login CSRF.
  expect((await victim.press(page, 'user', BOB)).body).toContain(USED)
  // A browser without any cookie, as a cross-site post under SameSite=Lax is.
  expect((await new TestBrowser(tenant.fetch).press(page, 'user', BOB)).body).toContain(USED)
  expect((await attacker.signIn(page, BOB)).reply?.get('code')).toBeTruthy()
})

test('a page that was open in another tab survives a sign-in', async () => {
  const browser = new TestBrowser(tenant.fetch)
  const [first, second] = [await start(browser), await start(browser)]
  await browser.press(first, 'user', BOB)
  expect((await browser.signIn(second, ALICE)).reply?.get('code')).toBeTruthy()
})

test('one user cannot take over the consent page of another', async () => {
  const [alice, bob] = [new TestBrowser(tenant.fetch), new TestBrowser(tenant.fetch)]
  const consent = await alice.press(await start(alice, { prompt: 'consent' }), 'user', ALICE)
  await bob.signIn(await start(bob), BOB)
  expect((await bob.press(consent, 'decision', 'accept')).body).toContain(USED)
})

test('a form is good for one post, for its own step, and not for ever', async () => {
  const browser = new TestBrowser(tenant.fetch)
  const page = await start(browser, { prompt: 'consent' })
  const consent = await browser.press(page, 'user', ALICE)
  expect((await browser.press(page, 'user', ALICE)).body).toContain(USED)

  const id = /name="interaction" value="([^"]+)"/.exec(consent.body)![1]!
  const skip = `interaction=${id}&mfa=approve`
  expect((await browser.open(`${BASE}/mfa`, { method: 'POST', body: skip })).body).toContain(USED)

  const old = await start(browser, { prompt: 'login' })
  tenant.clock.ahead += 16 * 60
  expect((await browser.press(old, 'user', ALICE)).body).toContain(USED)
})

test('a post without interaction or choice is a clear 400', async () => {
  const browser = new TestBrowser(tenant.fetch)
  const { status, body } = await browser.open(`${BASE}/login`, { method: 'POST', body: 'interaction=x' })
  expect([status, body]).toEqual([400, expect.stringContaining('&#39;user&#39;')])
})

test('what the request says is shown as text', async () => {
  const attack = `"><script>alert(1)</script>`
  const browser = new TestBrowser(tenant.fetch)
  const hinted = await start(browser, { login_hint: attack })
  expect(hinted.body).toContain('There is no account')
  const foreign = await start(browser, { redirect_uri: `https://evil.example/${attack}`, state: attack })
  expect(foreign.body).toContain('AADSTS50011')
  const unknown = await start(browser, { client_id: attack })
  const reference = await browser.open(`${ORIGIN}/error?code=${encodeURIComponent(attack)}`)
  for (const { body } of [hinted, foreign, unknown, reference]) {
    expect(body).not.toContain('<script')
    expect(body).toContain('&lt;script&gt;')
  }
})

test('the state comes back as it was, whatever it holds', async () => {
  const browser = new TestBrowser(tenant.fetch)
  const state = `a&b=c#d "<>' ä`
  const { reply } = await browser.signIn(await start(browser, { state }), ALICE)
  expect(reply?.get('state')).toBe(state)
  expect([...(reply?.keys() ?? [])].sort()).toEqual(['code', 'session_state', 'state'])
})

test('the stylesheet and the icon are files; an unknown path is 404', async () => {
  const browser = new TestBrowser(tenant.fetch)
  expect((await browser.open(`${ORIGIN}/assets/pages.css`)).headers.get('content-type')).toContain('text/css')
  expect((await browser.open(`${ORIGIN}/assets/icon.svg`)).status).toBe(200)
  expect((await browser.open(`${ORIGIN}/assets/page.ts`)).status).toBe(404)
})

test('logout ends the session, echoes the state and redirects to registered addresses only', async () => {
  const person = await newPerson(tenant)
  await signInForCode(person)
  await signInForCode(person, { oid: BOB, changes: { prompt: 'select_account' } })
  const leave = (query: Record<string, string>) =>
    person.browser.open(`${BASE}/oauth2/v2.0/logout?${new URLSearchParams(query).toString()}`)

  const foreign = await leave({ post_logout_redirect_uri: 'http://localhost:4400/' })
  expect([foreign.status, foreign.location]).toEqual([400, undefined])
  const silent = () => start(person.browser, { prompt: 'none' })
  expect((await silent()).reply?.get('error')).toBe('interaction_required')

  const target = { post_logout_redirect_uri: 'http://localhost:4400/redirect.html', state: 'x y' }
  const left = await leave({ ...target, logout_hint: 'alice@contoso.example' })
  expect(left.location).toBe('http://localhost:4400/redirect.html?state=x+y')
  expect((await silent()).reply?.get('code')).toBeTruthy()

  expect((await leave({})).body).toContain('You are signed out')
  expect((await silent()).reply?.get('error')).toBe('login_required')
  expect(
    tenant.records.filter(({ event }) => event === 'sign_out').map(({ subject }) => subject?.oid),
  ).toEqual([ALICE, BOB])
})
