import { createDpopKey, type DpopKey } from '@chain-of-trust/auth-core/dpop-client'
import { beforeEach, expect, test } from 'vitest'
import { authorizeUrl, pkce, TestBrowser, type Shown } from '../browser.fixture.ts'
import { askForCode, pollForTokens } from '../device-sign-in.fixture.ts'
import { AI_HOST_CLI, ALICE, openTestTenant, WORKSPACE_READ, type TestTenant } from '../tenant.fixture.ts'

let tenant: TestTenant
let key: DpopKey
let browser: TestBrowser
beforeEach(async () => {
  tenant = await openTestTenant()
  key = await createDpopKey()
  browser = new TestBrowser(tenant.fetch)
})
const codes = async () => (await askForCode(tenant, key)).body as { user_code: string; device_code: string }
const loopback = {
  client_id: AI_HOST_CLI,
  redirect_uri: 'http://localhost:51234',
  response_mode: 'form_post',
  scope: `${WORKSPACE_READ} openid`,
}
const visit = (changes: Record<string, string>, by = browser): Promise<Shown> =>
  by.open(authorizeUrl(pkce().challenge, { ...loopback, ...changes }))

test('the page asks for the code, says who must not have sent it, and takes it as people type it', async () => {
  const { user_code: userCode } = await codes()
  const page = await browser.open((await browser.open('http://localhost:4490/devicelogin')).location!)
  expect(page.body).toContain('Never enter a code that somebody sent you')
  expect(page.body).toContain('<label for="user_code">Code</label>')
  const typed = ` ${userCode.slice(0, 4).toLowerCase()}-${userCode.slice(4)} `
  expect((await browser.enterUserCode(typed)).body).toContain('Choose who you are')
})

test('nothing in the address is taken for the code', async () => {
  const { user_code: userCode } = await codes()
  const { location = '' } = await browser.open(`http://localhost:4490/devicelogin?user_code=${userCode}`)
  const page = await browser.open(`${location}?user_code=${userCode}&otc=${userCode}`)
  expect(page.body).not.toContain(userCode)
})

test('the page of another origin cannot enter a code for the person', async () => {
  const { user_code: userCode } = await codes()
  for (const origin of ['https://evil.example', 'http://localhost:4400', 'null']) {
    const { status, body } = await browser.enterUserCode(userCode, { origin })
    expect([status, body]).toEqual([400, expect.stringContaining('AADSTS90023')])
  }
  const own = await browser.enterUserCode(userCode, { origin: 'http://localhost:4490' })
  expect(own.body).toContain('Choose who you are')
})

test('after ten wrong codes nobody at that address gets to try another one for a while, the right one neither', async () => {
  const { user_code: userCode } = await codes()
  for (let count = 0; count < 10; count += 1) {
    const { status, body } = await browser.enterUserCode('BBBBBBBBB')
    expect([status, body]).toEqual([400, expect.stringContaining('AADSTS70018')])
  }
  const { status, headers } = await new TestBrowser(tenant.fetch).enterUserCode(userCode)
  expect([status, headers.get('retry-after')]).toEqual([429, expect.stringMatching(/^(29\d|300)$/)])
  expect(tenant.records.at(-1)).toMatchObject({ event: 'sign_in', reason: 'user_codes_guessed' })
  tenant.clock.ahead += 301
  expect((await browser.enterUserCode(userCode)).body).toContain('Choose who you are')
})

test('a person who is signed in already is asked whether it was they, and sees who asked', async () => {
  await browser.signIn(await visit({}), ALICE)
  const { user_code: userCode, device_code: deviceCode } = await codes()
  tenant.clock.ahead += 60
  const page = await browser.enterUserCode(userCode)
  expect(page.body).toContain('Are you trying to sign in to Chain of Trust command line?')
  expect(page.body).toContain('alice@contoso.example')
  expect(page.body).toContain('If somebody sent you the code')
  expect(page.body).toMatch(/asked for 1 min ago, from the address <code>127\.0\.0\.1<\/code>/)
  tenant.clock.ahead -= 60
  expect((await pollForTokens(tenant, key, deviceCode)).body['error']).toBe('authorization_pending')
  const approved = await browser.press(page, 'confirm', 'continue')
  expect(approved.body).toContain('You are signed in on your device')
  // Once answered it answers nobody else.
  expect((await browser.enterUserCode(userCode)).body).toContain('AADSTS70018')
})

test('no program gets a code on loopback behind the back of a person who is signed in', async () => {
  const first = await browser.signIn(await visit({}), ALICE)
  expect(first.reply?.get('code')).toBeTruthy()

  const page = await visit({})
  expect(page.body).toContain('Are you trying to sign in to Chain of Trust command line?')
  expect((await visit({ prompt: 'none' })).reply?.get('error')).toBe('interaction_required')
  expect((await browser.press(page, 'confirm', 'cancel')).reply?.get('error')).toBe('access_denied')
  const confirmed = await browser.press(await visit({}), 'confirm', 'continue')
  expect(confirmed.reply?.get('code')).toBeTruthy()
})

test('whoever has just given a second factor is not asked again', async () => {
  await browser.signIn(await visit({}), ALICE)
  const claims = JSON.stringify({ access_token: { acrs: { essential: true, value: 'c1' } } })
  const shown = await browser.press(await visit({ claims }), 'mfa', 'approve')
  expect(shown.reply?.get('code')).toBeTruthy()
})
