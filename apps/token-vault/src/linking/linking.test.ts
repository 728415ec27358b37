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

/** Alice is asked, agrees, and comes back from GitHub as this account. */
async function linkAs(linking: TestLinking, account: string) {
  const { browser, page } = await linking.openAs(ALICE, await linking.ask(ALICE))
  const { location } = await browser.submit(page, /^\/connect\//, ALLOW)
  return { browser, page: await browser.open(linking.at.github.allow(location!, account)) }
}

test('from the link to the linked account', async () => {
  const linking = await startLinking()
  const { browser, page } = await linking.openAs(ALICE, await linking.ask(ALICE))
  expect(page.body).toContain('data-testid="consent"')
  expect(page.body).toContain('Signed in as person-1@contoso.example')
  for (const words of [
    'Chain of Trust orchestrator',
    'GitHub tools (MCP server)',
    'Read the issues that you can read',
  ]) {
    expect(page.body).toContain(words)
  }

  const { location, status } = await browser.submit(page, /^\/connect\//, ALLOW)
  expect(status).toBe(303)
  const authorization = new URL(location!)
  expect(authorization.origin + authorization.pathname).toBe(
    'http://localhost:4492/github/login/oauth/authorize',
  )
  expect(Object.fromEntries(authorization.searchParams)).toMatchObject({
    client_id: 'token-vault',
    response_type: 'code',
    redirect_uri: `${ORIGIN}/callback/github`,
    scope: 'read:user issues:read',
    code_challenge_method: 'S256',
  })

  const done = await browser.open(linking.at.github.allow(location!, 'alice-codes'))
  expect(done.body).toContain('data-testid="done"')
  expect(done.body).toContain('alice-codes')
  expect(await linking.store.find(owner(ALICE))).toMatchObject({
    state: 'linked',
    account: { id: 'id-alice-codes', name: 'alice-codes' },
    scopes: ['read:user', 'issues:read'],
  })
  expect(linking.audit.records.map(({ event, outcome, reason }) => [event, outcome, reason])).toEqual([
    ['sign_in', 'success', undefined],
    ['account_link', 'success', 'consented'],
    ['account_link', 'success', 'linked'],
  ])
  expect(linking.audit.records[1]).toMatchObject({
    subject: { oid: ALICE },
    client: { app_id: MCP_GITHUB },
    link: { provider: 'github', scopes: { requested: ['read:user', 'issues:read'] } },
    user_agent: 'test-browser',
  })
})

test('the link says nothing of the person, and is no way in by itself', async () => {
  const linking = await startLinking()
  const url = await linking.ask(ALICE)
  expect(url).toMatch(/^http:\/\/localhost:4420\/connect\/[\w-]{43}$/)
  const shown = await linking.newBrowser().open(url)
  expect([shown.status, new URL(shown.location!).origin]).toEqual([303, 'http://localhost:4490'])
  const rows = JSON.stringify(await linking.database.all('select * from link_request'))
  expect(rows).not.toContain(url.slice(-43))
})

test('one link is for one server: the other has nothing of it', async () => {
  const linking = await startLinking()
  await linkAs(linking, 'alice-codes')
  expect(await linking.store.find(owner(ALICE))).toBeDefined()
  expect(await linking.store.find(owner(ALICE, MCP_JIRA))).toBeUndefined()
  expect(await linking.store.find(owner(BOB))).toBeUndefined()
})

test('the person says no: nothing is asked of the provider, and the link is used up', async () => {
  const linking = await startLinking()
  const url = await linking.ask(ALICE)
  const { browser, page } = await linking.openAs(ALICE, url)
  const declined = await browser.submit(page, /^\/connect\//, { decision: 'decline' })
  expect([declined.status, declined.location]).toEqual([200, undefined])
  expect(declined.body).toContain('data-testid="declined"')
  expect(linking.lastRecord()).toMatchObject({
    outcome: 'success',
    reason: 'declined',
    subject: { oid: ALICE },
  })
  expect((await browser.open(url)).body).toContain('data-testid="refused"')
})

test('the person says no at the provider', async () => {
  const linking = await startLinking()
  const { browser, page } = await linking.openAs(ALICE, await linking.ask(ALICE))
  const { location } = await browser.submit(page, /^\/connect\//, ALLOW)
  const shown = await browser.open(linking.at.github.refuse(location!))
  expect(shown.body).toContain('data-testid="declined"')
  expect(linking.lastRecord()).toMatchObject({ reason: 'declined', link: { provider: 'github' } })
  expect(linking.at.github.redemptions).toEqual([])
})

test('less than was asked is the person’s to choose, and is what is kept', async () => {
  const linking = await startLinking()
  const url = await linking.ask(ALICE, MCP_GITHUB, ['issues:read', 'issues:write'])
  const { browser, page } = await linking.openAs(ALICE, url)
  const { location } = await browser.submit(page, /^\/connect\//, ALLOW)
  await browser.open(linking.at.github.allow(location!, 'alice-codes', { scope: 'read:user,issues:read' }))
  expect((await linking.store.find(owner(ALICE)))?.scopes).toEqual(['read:user', 'issues:read'])
})

test('the same account again replaces the link without a question', async () => {
  const linking = await startLinking()
  await linkAs(linking, 'alice-codes')
  const { page } = await linkAs(linking, 'alice-codes')
  expect(page.body).toContain('data-testid="done"')
  expect(linking.audit.records.map(({ reason }) => reason)).toContain('relinked')
})

test('the pages show nothing as markup that came from elsewhere', async () => {
  const linking = await startLinking()
  const { page } = await linkAs(linking, '<img src=x>')
  expect(page.body).toContain('&lt;img src=x&gt;')
  expect(page.body).not.toContain('<img')
})

test('two calls that ask for different things at once: the second linking takes nothing from the first', async () => {
  const linking = await startLinking()
  const urls = [await linking.ask(ALICE), await linking.ask(ALICE, MCP_GITHUB, ['repo:read'])]
  for (const url of urls) {
    const { browser, page } = await linking.openAs(ALICE, url)
    const { location } = await browser.submit(page, /^\/connect\//, ALLOW)
    await browser.open(linking.at.github.allow(location!, 'alice-codes'))
  }
  const scopes = (await linking.store.find(owner(ALICE)))?.scopes ?? []
  expect([...scopes].sort()).toEqual(['issues:read', 'read:user', 'repo:read'])
})

test('a person who has chosen less gets less', async () => {
  const linking = await startLinking()
  await linkAs(linking, 'alice-codes')
  const { url } = await linking.linkRequests.createLinkRequest(owner(ALICE), ['repo:read'], { exact: true })
  const { browser, page } = await linking.openAs(ALICE, url)
  expect(page.body).not.toContain('issues:read')
  const { location } = await browser.submit(page, /^\/connect\//, ALLOW)
  await browser.open(linking.at.github.allow(location!, 'alice-codes'))
  expect((await linking.store.find(owner(ALICE)))?.scopes).toEqual(['read:user', 'repo:read'])
})
