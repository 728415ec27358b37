import { ALICE, BOB } from '@chain-of-trust/testkit'
import { expect, test } from 'vitest'
import { ALLOW, startLinking, TENANT } from '../linking/linking.fixture.ts'
import { cookiesFor } from './cookies.ts'
import { SESSION_LIFETIME } from './sessions.ts'

const SESSION = 'token-vault-session'

test('who opens a page is sent to sign in, and back to it', async () => {
  const linking = await startLinking()
  const url = await linking.ask(ALICE)
  const { browser, page } = await linking.openAs(ALICE, url)
  expect(page.body).toContain('data-testid="consent"')
  expect([...browser.cookies.keys()]).toEqual([SESSION])
  const rows = JSON.stringify(await linking.database.all('select * from web_session'))
  expect(rows).not.toContain(browser.cookies.get(SESSION))
})

test('cookies are kept from scripts and from other sites, and over https from neighbouring hosts', async () => {
  const linking = await startLinking()
  const shown = await linking.newBrowser().open('/')
  expect(String(shown.headers['set-cookie'])).toMatch(
    /^token-vault-sign-in-[\w-]{16}=[\w-]+; Max-Age=600; Path=\/; HttpOnly; SameSite=Lax$/,
  )
  const set: [string, unknown][] = []
  cookiesFor('https://vault.example').setSession(
    { setCookie: (name: string, _value: string, options: unknown) => set.push([name, options]) } as never,
    'id',
  )
  expect(set).toEqual([
    ['__Host-token-vault-session', { path: '/', httpOnly: true, sameSite: 'lax', secure: true }],
  ])
})

test('an id that was in the browser before the sign-in is nobody’s afterwards (session fixation)', async () => {
  const linking = await startLinking()
  const { browser: attacker } = await linking.openAs(BOB, '/')
  for (const planted of ['x'.repeat(43), attacker.cookies.get(SESSION)!]) {
    const victim = linking.newBrowser()
    const begun = await victim.open('/')
    victim.cookies.set(SESSION, planted)
    await victim.open(linking.signIn.as(begun.location!, ALICE))
    expect(victim.cookies.get(SESSION)).not.toBe(planted)
    const holder = linking.newBrowser()
    holder.cookies.set(SESSION, planted)
    expect((await holder.open('/')).location).toContain('/oauth2/v2.0/authorize')
  }
})

test('an answer in a browser that did not begin signs nobody in (login CSRF)', async () => {
  const linking = await startLinking()
  const attacker = linking.newBrowser()
  const answer = linking.signIn.as((await attacker.open('/')).location!, BOB)
  const victim = linking.newBrowser()
  await victim.open('/')
  expect((await victim.open(answer)).status).toBe(400)
  expect(linking.lastRecord()).toMatchObject({
    event: 'sign_in',
    outcome: 'failure',
    reason: 'sign_in_unknown',
  })
  expect(victim.cookies.has(SESSION)).toBe(false)
  expect((await attacker.open(answer)).body).toContain('data-testid="links"')
  // And in its own browser it works once.
  expect((await attacker.open(answer)).status).toBe(400)
})

test('two windows may sign in at the same time', async () => {
  const linking = await startLinking()
  const browser = linking.newBrowser()
  const [first, second] = [await browser.open(await linking.ask(ALICE)), await browser.open('/')]
  expect((await browser.open(linking.signIn.as(second.location!, ALICE))).body).toContain(
    'data-testid="links"',
  )
  expect((await browser.open(linking.signIn.as(first.location!, ALICE))).body).toContain(
    'data-testid="consent"',
  )
})

test('windows without end do not fill the browser', async () => {
  const linking = await startLinking()
  const browser = linking.newBrowser()
  for (let count = 0; count < 12; count += 1) await browser.open('/')
  expect(browser.cookies.size).toBeLessThanOrEqual(4)
})

test('a sign-in leads to pages of ours only, whatever the cookie says', async () => {
  const linking = await startLinking()
  for (const returnTo of [
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '/connect/../access-token',
  ]) {
    const browser = linking.newBrowser()
    const { location } = await browser.open('/')
    const [name, value] = [...browser.cookies][0]!
    const signIn = JSON.parse(Buffer.from(value, 'base64url').toString()) as object
    const changed = JSON.stringify({ ...signIn, returnTo })
    browser.cookies.set(name, Buffer.from(changed).toString('base64url'))
    const shown = await browser.open(linking.signIn.as(location!, ALICE))
    expect([shown.location, shown.status]).toEqual([undefined, 200])
    expect(shown.body).toContain('data-testid="links"')
  }
})

test('a cookie that is none of ours, and a sign-in from an hour ago, are refused', async () => {
  const linking = await startLinking()
  const browser = linking.newBrowser()
  const begun = await browser.open('/')
  const [name, value] = [...browser.cookies][0]!
  for (const other of ['bm90IGpzb24', Buffer.from('{"state":1}').toString('base64url')]) {
    browser.cookies.set(name, other)
    expect((await browser.open(linking.signIn.as(begun.location!, ALICE))).status).toBe(400)
  }
  browser.cookies.set(name, value)
  linking.clock.ahead += 11 * 60_000
  expect((await browser.open(linking.signIn.as(begun.location!, ALICE))).status).toBe(400)
})

test('a sign-in that the authorization server refuses is told and recorded', async () => {
  const linking = await startLinking()
  const browser = linking.newBrowser()
  const back = new URL(linking.signIn.as((await browser.open('/')).location!, ALICE))
  back.searchParams.delete('code')
  back.searchParams.set('error', 'access_denied')
  expect((await browser.open(back.href)).status).toBe(403)
  expect(linking.lastRecord()).toMatchObject({
    event: 'sign_in',
    reason: 'sign_in_refused',
    diagnostics: { detail: 'access_denied' },
  })
})

test('a code of another browser is refused with the reason in the log', async () => {
  const linking = await startLinking()
  const [one, other] = [linking.newBrowser(), linking.newBrowser()]
  const stolen = new URL(linking.signIn.as((await other.open('/')).location!, BOB)).searchParams.get('code')!
  const back = new URL(linking.signIn.as((await one.open('/')).location!, ALICE))
  back.searchParams.set('code', stolen)
  expect((await one.open(back.href)).status).toBe(403)
  expect(linking.lastRecord()).toMatchObject({
    reason: 'sign_in_refused',
    diagnostics: { detail: 'invalid_grant' },
  })
})

test('an authorization server that is down is an outage: 503, and when to come again', async () => {
  const linking = await startLinking()
  const browser = linking.newBrowser()
  const begun = await browser.open('/')
  linking.signIn.fails.token = () => new Response(null, { status: 503, headers: { 'retry-after': '7' } })
  const shown = await browser.open(linking.signIn.as(begun.location!, ALICE))
  expect([shown.status, shown.headers['retry-after']]).toEqual([503, '7'])
  expect(linking.lastRecord()).toMatchObject({ event: 'sign_in', reason: 'vault_unavailable' })
})

test('a session ends after an hour, and at the sign-out', async () => {
  const linking = await startLinking()
  const { browser, page } = await linking.openAs(ALICE, '/')
  const again = await linking.openAs(ALICE, '/')
  const out = await browser.submit(page, /^\/sign-out$/)
  expect(out.body).toContain('data-testid="signed-out"')
  expect(browser.cookies.size).toBe(0)
  expect(linking.lastRecord()).toMatchObject({
    event: 'sign_out',
    outcome: 'success',
    subject: { oid: ALICE },
  })

  linking.clock.ahead += SESSION_LIFETIME - 5000
  expect((await again.browser.open('/')).status).toBe(200)
  linking.clock.ahead += 6000
  expect((await again.browser.open('/')).status).toBe(303)
})

test('a person who is revoked is out at once, and nobody else', async () => {
  const linking = await startLinking()
  const { browser } = await linking.openAs(ALICE, '/')
  const { browser: bobs } = await linking.openAs(BOB, '/')
  const stolen = browser.cookies.get(SESSION)!
  linking.revocations.revoke({ tid: TENANT, oid: ALICE }, Date.now() / 1000 + 1)
  expect((await browser.open('/')).status).toBe(303)
  expect((await bobs.open('/')).status).toBe(200)
  // The next sign-in counts; the old cookie does not.
  linking.clock.ahead += 3000
  const { browser: fresh, page } = await linking.openAs(ALICE, '/')
  expect(page.status).toBe(200)
  fresh.cookies.set(SESSION, stolen)
  expect((await fresh.open('/')).status).toBe(303)
})

test('caches that are emptied, as after an outage of what the replicas share, end nobody’s session', async () => {
  const linking = await startLinking()
  const { browser } = await linking.openAs(ALICE, '/')
  linking.revocations.revoke({ tid: TENANT, oid: ALICE }, Date.now() / 1000 - 3600)
  linking.revocations.flush({ tid: TENANT })
  linking.revocations.flush({ tid: TENANT, oid: ALICE })
  expect((await browser.open('/')).status).toBe(200)
})

test('a revocation between consent and answer: nothing is linked', async () => {
  const linking = await startLinking()
  const { browser, page } = await linking.openAs(ALICE, await linking.ask(ALICE))
  const { location } = await browser.submit(page, /^\/connect\//, ALLOW)
  linking.revocations.revoke({ tid: TENANT, oid: ALICE }, Date.now() / 1000 + 1)
  await browser.open(linking.at.github.allow(location!, 'alice-codes'))
  expect(linking.lastRecord()).toMatchObject({ outcome: 'failure', reason: 'state_foreign' })
  expect(linking.at.github.redemptions).toEqual([])
})
