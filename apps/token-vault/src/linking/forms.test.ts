import { ALICE, BOB } from '@chain-of-trust/testkit'
import { expect, test } from 'vitest'
import type { Shown } from '../session/browser.fixture.ts'
import { ALLOW, ORIGIN, owner, startLinking } from './linking.fixture.ts'

const EVIL = 'https://evil.example'

const formOf = ({ body }: Shown) => /name="csrf" value="([^"]+)"/.exec(body)![1]!

async function atTheConsent() {
  const linking = await startLinking()
  const url = await linking.ask(ALICE)
  const { browser, page } = await linking.openAs(ALICE, url)
  const csrf = formOf(page)
  return { linking, browser, page, url, csrf }
}

test.each([
  ['without a token', {}, { origin: ORIGIN }],
  ['with an invented token', { csrf: 'x'.repeat(43) }, { origin: ORIGIN }],
])('a consent %s is refused, and the page still works', { tags: ['LNK-1'] }, async (_, fields, sender) => {
  const { linking, browser, page, url } = await atTheConsent()
  const shown = await browser.post(url, { ...fields, ...ALLOW }, sender)
  expect(shown.status).toBe(403)
  expect(linking.lastRecord()).toMatchObject({
    event: 'account_link',
    outcome: 'failure',
    reason: 'form_forged',
    subject: { oid: ALICE },
  })
  expect((await browser.submit(page, /^\/connect\//, ALLOW)).location).toContain('/login/oauth/authorize')
})

test.each([
  ['another site', EVIL],
  ['another port', 'http://localhost:4400'],
  ['a sandbox', 'null'],
])('a consent from %s is refused, with the right token too', { tags: ['LNK-1'] }, async (_, origin) => {
  const { linking, browser, url, csrf } = await atTheConsent()
  expect((await browser.post(url, { csrf, ...ALLOW }, { origin })).status).toBe(403)
  expect(linking.lastRecord()).toMatchObject({ reason: 'form_forged' })
  expect((await browser.post(url, { csrf, ...ALLOW })).status).toBe(303)
})

test('the token of another session is none of this one', async () => {
  const { linking, url, csrf } = await atTheConsent()
  const { browser: other } = await linking.openAs(ALICE, await linking.ask(ALICE))
  expect((await other.post(url, { csrf, ...ALLOW })).status).toBe(403)
  expect(linking.lastRecord()).toMatchObject({ reason: 'form_forged' })
})

test('every other form is guarded as the consent is', async () => {
  const { linking, browser, csrf } = await atTheConsent()
  const forms: [string, Record<string, string>][] = [
    ['/sign-out', {}],
    ['/connections/begin', { server: 'mcp-github' }],
    ['/connections/end', { server: 'mcp-github' }],
    ['/replace/unknown', { decision: 'replace' }],
  ]
  for (const [path, fields] of forms) {
    expect((await browser.post(path, fields)).status).toBe(403)
    expect((await browser.post(path, { csrf, ...fields }, { origin: EVIL })).status).toBe(403)
    expect(linking.lastRecord()).toMatchObject({ reason: 'form_forged' })
  }
  expect((await browser.open('/')).body).toContain('data-testid="links"')
})

test('what is no form is not read', async () => {
  const { linking, browser, url, csrf } = await atTheConsent()
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const response = await linking.app.inject({
    method: 'POST',
    url: new URL(url).pathname,
    headers: { cookie, origin: ORIGIN, 'content-type': 'application/json' },
    payload: JSON.stringify({ csrf, ...ALLOW }),
  })
  expect(response.statusCode).toBe(400)
})

test('a form without a session, and one that says nothing, do nothing', async () => {
  const { linking, browser, url, csrf } = await atTheConsent()
  expect((await linking.newBrowser().post(url, { csrf, ...ALLOW })).status).toBe(403)
  expect(linking.lastRecord()).toMatchObject({ event: 'sign_in', reason: 'session_over' })
  expect((await browser.post(url, { csrf })).status).toBe(400)
  expect((await browser.post(url, { csrf, ...ALLOW })).status).toBe(303)
})

test('the portal shows a person their own, which they begin and end there', async () => {
  const linking = await startLinking()
  const { browser, page } = await linking.openAs(ALICE, '/')
  expect(page.body).toContain('data-testid="link-mcp-github" data-state="not_linked"')

  const consent = await browser.submit(page, /begin$/, { server: 'mcp-github' })
  expect(consent.body).toContain('data-testid="consent"')
  const { location } = await browser.submit(consent, /^\/connect\//, ALLOW)
  await browser.open(linking.at.github.allow(location!, 'alice-codes'))
  const linked = await browser.open('/')
  expect(linked.body).toContain('data-testid="link-mcp-github" data-state="linked"')
  expect(linked.body).toContain('alice-codes')
  expect((await linking.openAs(BOB, '/')).page.body).not.toContain('alice-codes')

  const ended = await browser.submit(linked, /end$/, { server: 'mcp-github' })
  expect(ended.body).toContain('data-testid="link-mcp-github" data-state="not_linked"')
  expect(await linking.store.find(owner(ALICE))).toBeUndefined()
  expect(linking.at.github.revoked).toEqual(['alice-codes'])
})

test('the portal asks for what is ticked: reading for a new connection, what is there for an old one', async () => {
  const linking = await startLinking()
  const { browser, page } = await linking.openAs(ALICE, '/')
  const begin = { server: 'mcp-github' }
  const asked = async (shown: Shown) => {
    const { location } = await browser.submit(shown, /^\/connect\//, ALLOW)
    return { location: location!, scope: new URL(location!).searchParams.get('scope') }
  }
  expect((await asked(await browser.submit(page, /begin$/, begin))).scope).toBe(
    'read:user repo:read issues:read',
  )

  const csrf = formOf(page)
  const chosen = { csrf, ...begin, scope: 'issues:write' }
  const { location, scope } = await asked(await browser.post('/connections/begin', chosen))
  expect(scope).toBe('read:user issues:write')
  await browser.open(linking.at.github.allow(location, 'alice-codes'))
  const linked = await browser.open('/')
  expect((await asked(await browser.submit(linked, /begin$/, begin))).scope).toBe('read:user issues:write')

  const none = await asked(await browser.post('/connections/begin', { csrf, ...begin }))
  expect(none.scope).toBe('read:user')
})

test.each(['read:jira-work', 'admin', ''])(
  'the portal asks for no “%s”, which is not to be had',
  async (scope) => {
    const { linking, browser, csrf } = await atTheConsent()
    const fields: [string, string][] = [
      ['csrf', csrf],
      ['server', 'mcp-github'],
      ['scope', 'issues:read'],
      ['scope', scope],
    ]
    expect((await browser.post('/connections/begin', fields)).status).toBe(400)
    expect(linking.lastRecord()).toMatchObject({ outcome: 'failure', reason: 'request_malformed' })
    expect((await browser.post('/connections/begin', fields.slice(0, 3))).body).toContain(
      'data-testid="consent"',
    )
  },
)

test('a form for a server that there is not', async () => {
  const { browser, csrf } = await atTheConsent()
  expect((await browser.post('/connections/begin', { csrf, server: 'mcp-sharepoint' })).status).toBe(404)
})

test('somebody who asks in a loop does not fill the database', async () => {
  const linking = await startLinking()
  const first = await linking.ask(ALICE)
  const others = await linking.ask(BOB)
  for (let count = 0; count < 60; count += 1) await linking.ask(ALICE)
  expect(await linking.database.all('select count(*) as rows from link_request')).toMatchObject([
    { rows: 51 },
  ])
  expect((await linking.openAs(ALICE, first)).page.status).toBe(404)
  expect((await linking.openAs(BOB, others)).page.body).toContain('data-testid="consent"')
})
