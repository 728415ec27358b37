import { ALICE, BOB } from '@chain-of-trust/testkit'
import { expect, test } from 'vitest'
import {
  ALLOW,
  MCP_GITHUB,
  MCP_JIRA,
  ORIGIN,
  owner,
  startLinking,
  type TestLinking,
} from './linking.fixture.ts'

/** Alice has agreed here, and is on her way to GitHub. */
async function agreed(linking: TestLinking, { oid = ALICE, client = MCP_GITHUB } = {}) {
  const scopes = client === MCP_GITHUB ? ['issues:read'] : ['read:jira-work']
  const { browser, page } = await linking.openAs(oid, await linking.ask(oid, client, scopes))
  const { location } = await browser.submit(page, /^\/connect\//, ALLOW)
  return { browser, authorizeUrl: location! }
}

function expectRefused(linking: TestLinking, { body }: { body: string }, reason: string, about: object = {}) {
  expect(body).toContain('data-testid="refused"')
  expect(linking.audit.records.at(-1)).toMatchObject({
    event: 'account_link',
    outcome: 'failure',
    reason,
    ...about,
  })
}

test(
  'a link that somebody else opens is refused, and stays good for the person who asked',
  { tags: ['LNK-1'] },
  async () => {
    const linking = await startLinking()
    const url = await linking.ask(ALICE)
    const { page } = await linking.openAs(BOB, url)
    expect(page.status).toBe(403)
    expect(page.body).not.toContain('data-testid="consent"')
    expectRefused(linking, page, 'link_foreign', {
      subject: { oid: BOB },
      client: { app_id: MCP_GITHUB },
      diagnostics: { asked_by: ALICE },
    })
    expect((await linking.openAs(ALICE, url)).page.body).toContain('data-testid="consent"')
  },
)

test('nor can somebody else post the consent', async () => {
  const linking = await startLinking()
  const url = await linking.ask(ALICE)
  const { browser, page } = await linking.openAs(BOB, await linking.ask(BOB))
  const csrf = /name="csrf" value="([^"]+)"/.exec(page.body)![1]!
  const shown = await browser.post(url, { csrf, ...ALLOW })
  expectRefused(linking, shown, 'link_foreign', { subject: { oid: BOB } })
  expect(shown.status).toBe(403)
})

test('whoever has the wrong account here can sign in with another one, and goes on', async () => {
  const linking = await startLinking()
  const { browser, page } = await linking.openAs(BOB, await linking.ask(ALICE))
  const { location } = await browser.submit(page, /^\/sign-out$/)
  expect(new URL(location!).searchParams.get('prompt')).toBe('select_account')
  expect((await browser.open(linking.signIn.as(location!, ALICE))).body).toContain('data-testid="consent"')
})

test('a link works once and for ten minutes', async () => {
  const linking = await startLinking()
  const url = await linking.ask(ALICE)
  const { browser, page } = await linking.openAs(ALICE, url)
  const posts = await Promise.all([1, 2].map(() => browser.submit(page, /^\/connect\//, ALLOW)))
  expect(posts.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([303, 404])
  expectRefused(linking, await browser.open(url), 'ticket_unknown')

  const late = await linking.ask(ALICE)
  linking.clock.ahead += 9 * 60_000
  expect((await browser.open(late)).body).toContain('data-testid="consent"')
  linking.clock.ahead += 61_000
  expectRefused(linking, await browser.open(late), 'ticket_unknown')
  expectRefused(linking, await browser.open(`${ORIGIN}/connect/${'x'.repeat(43)}`), 'ticket_unknown')
})

test('a changed redirect: the provider sends nothing there, and a code for it is not redeemed', async () => {
  const linking = await startLinking()
  const { browser, authorizeUrl } = await agreed(linking)
  const changed = new URL(authorizeUrl)
  changed.searchParams.set('redirect_uri', 'https://evil.example/callback/github')
  expect(() => linking.at.github.allow(changed.href, 'alice-codes')).toThrow('not registered')
  await browser.open(linking.at.github.allow(authorizeUrl, 'alice-codes'))
  // What is redeemed names our address, whatever stood in the browser's.
  expect(linking.at.github.redemptions[0]?.get('redirect_uri')).toBe(`${ORIGIN}/callback/github`)
  expect(await linking.store.find(owner(ALICE))).toBeDefined()
})

test('a state works once', { tags: ['LNK-1'] }, async () => {
  const linking = await startLinking()
  const { browser, authorizeUrl } = await agreed(linking)
  const answer = linking.at.github.allow(authorizeUrl, 'alice-codes')
  expect((await browser.open(answer)).body).toContain('data-testid="done"')
  expectRefused(linking, await browser.open(answer), 'state_unknown', { subject: { oid: ALICE } })
  expect(linking.at.github.redemptions).toHaveLength(1)
})

test.each([
  ['invented', (answer: URL) => answer.searchParams.set('state', 'x'.repeat(43)), 'state_unknown'],
  ['missing', (answer: URL) => answer.searchParams.delete('state'), 'state_unknown'],
])('a state that is %s is refused before the code goes anywhere', async (_, change, reason) => {
  const linking = await startLinking()
  const { browser, authorizeUrl } = await agreed(linking)
  const answer = new URL(linking.at.github.allow(authorizeUrl, 'alice-codes'))
  change(answer)
  expectRefused(linking, await browser.open(answer.href), reason)
  expect(linking.at.github.redemptions).toEqual([])
})

test('a state that is more than ten minutes old is refused', async () => {
  const linking = await startLinking()
  const { browser, authorizeUrl } = await agreed(linking)
  linking.clock.ahead += 10 * 60_000 + 1000
  const shown = await browser.open(linking.at.github.allow(authorizeUrl, 'alice-codes'))
  expectRefused(linking, shown, 'state_unknown')
  expect(linking.at.github.redemptions).toEqual([])
})

test('an answer in another browser than the one that agreed is refused, for the same person too', async () => {
  const linking = await startLinking()
  // An attacker agrees, and has the victim's browser bring the attacker's own code home.
  const attacker = await agreed(linking, { oid: BOB })
  const answer = linking.at.github.allow(attacker.authorizeUrl, 'bob-builds')
  const { browser: victim } = await linking.openAs(ALICE, await linking.ask(ALICE))
  const shown = await victim.open(answer)
  expect(shown.status).toBe(403)
  expectRefused(linking, shown, 'state_foreign', { subject: { oid: ALICE }, diagnostics: { asked_by: BOB } })

  const again = await agreed(linking)
  const { browser: elsewhere } = await linking.openAs(ALICE, await linking.ask(ALICE))
  const own = await elsewhere.open(linking.at.github.allow(again.authorizeUrl, 'alice-codes'))
  expectRefused(linking, own, 'state_foreign')
  const nobody = await agreed(linking)
  const unknown = linking.newBrowser().open(linking.at.github.allow(nobody.authorizeUrl, 'alice-codes'))
  expectRefused(linking, await unknown, 'state_foreign')
  expect(linking.at.github.redemptions).toEqual([])
})

test('a code of one provider at the address of another is refused', async () => {
  const linking = await startLinking()
  const { browser, authorizeUrl } = await agreed(linking)
  const answer = linking.at.github
    .allow(authorizeUrl, 'alice-codes')
    .replace('/callback/github', '/callback/jira')
  expectRefused(linking, await browser.open(answer), 'provider_mismatch', { link: { provider: 'github' } })
  expect([...linking.at.github.redemptions, ...linking.at.jira.redemptions]).toEqual([])
})

test.each([
  ['another provider’s', 'http://localhost:4492/jira'],
  ['nobody’s', undefined],
])('an answer with %s iss is refused', { tags: ['LNK-1'] }, async (_, iss) => {
  const linking = await startLinking()
  const { browser, authorizeUrl } = await agreed(linking)
  const answer = new URL(linking.at.github.allow(authorizeUrl, 'alice-codes'))
  if (iss === undefined) answer.searchParams.delete('iss')
  else answer.searchParams.set('iss', iss)
  const shown = await browser.open(answer.href)
  expectRefused(linking, shown, 'issuer_mismatch', { subject: { oid: ALICE }, link: { provider: 'github' } })
  expect(linking.at.github.redemptions).toEqual([])
})

test('jira’s answer is taken at jira’s address', async () => {
  const linking = await startLinking()
  const { browser, authorizeUrl } = await agreed(linking, { client: MCP_JIRA })
  const done = await browser.open(linking.at.jira.allow(authorizeUrl, 'Alice Andersson'))
  expect(done.body).toContain('data-testid="done"')
  expect(await linking.store.find(owner(ALICE, MCP_JIRA))).toMatchObject({ provider: 'jira' })
})

test(
  'a code that was stolen from another session is not redeemed: its verifier is another',
  { tags: ['LNK-1'] },
  async () => {
    const linking = await startLinking()
    const victim = await agreed(linking, { oid: BOB })
    const stolen = new URL(linking.at.github.allow(victim.authorizeUrl, 'bob-builds')).searchParams.get(
      'code',
    )!
    const { browser, authorizeUrl } = await agreed(linking)
    const answer = new URL(linking.at.github.allow(authorizeUrl, 'alice-codes'))
    answer.searchParams.set('code', stolen)
    expectRefused(linking, await browser.open(answer.href), 'code_refused')
    expect(await linking.store.find(owner(ALICE))).toBeUndefined()
  },
)

test.each([
  ['more than was asked', 'read:user issues:read delete_repo'],
  ['something else', 'delete_repo'],
  ['nothing', ''],
])('a provider that grants %s: nothing is linked, and the grant is given back', async (_, scope) => {
  const linking = await startLinking()
  const { browser, authorizeUrl } = await agreed(linking)
  const shown = await browser.open(linking.at.github.allow(authorizeUrl, 'alice-codes', { scope }))
  expectRefused(linking, shown, 'scopes_unexpected', { link: { provider: 'github' } })
  expect(linking.audit.records.at(-2)).toMatchObject({ outcome: 'success', reason: 'given_back' })
  expect(linking.at.github.revoked).toEqual(['alice-codes'])
  expect(await linking.store.find(owner(ALICE))).toBeUndefined()
})

test('no page can be framed, runs a script, or lets a form lead anywhere but to the provider', async () => {
  const linking = await startLinking()
  const { browser, page } = await linking.openAs(ALICE, await linking.ask(ALICE))
  for (const shown of [page, await browser.open('/'), await browser.open('/connect/unknown')]) {
    const policy = String(shown.headers['content-security-policy'])
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toContain('script-src')
    expect(shown.headers).toMatchObject({
      'x-frame-options': 'DENY',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      'cache-control': 'no-store',
    })
  }
  expect(page.headers['content-security-policy']).toContain("form-action 'self' http://localhost:4492;")
})
