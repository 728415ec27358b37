import { ALICE, BOB } from '@chain-of-trust/testkit'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { EXPIRES, LINKED } from '../accounts/vault.fixture.ts'
import { startOrchestrator, type Orchestrator } from '../app.fixture.ts'

let chain: Orchestrator
let alice: Awaited<ReturnType<Orchestrator['browser']>>
beforeEach(async () => {
  chain = await startOrchestrator()
  alice = await chain.browser()
})
afterEach(() => chain.app.close())

const accountsOf = async (browser = alice) =>
  ((await (await browser.get('/api/accounts')).json()) as { accounts: { server: string; state: string }[] })
    .accounts

test('each person sees their own accounts, connected or not, with our words for them', async () => {
  chain.vault.connect(ALICE, 'mcp-github', ['issues:read'])
  expect(await accountsOf()).toEqual([
    {
      server: 'mcp-github',
      provider: 'github',
      providerName: 'GitHub',
      state: 'linked',
      account: { name: `${ALICE}-codes` },
      scopes: ['issues:read'],
      possibleScopes: ['read:user', 'repo:read', 'issues:read', 'issues:write', 'delete_repo'],
      defaultScopes: ['read:user', 'repo:read', 'issues:read'],
      requiredScopes: ['read:user'],
      linkedAt: LINKED,
    },
    {
      server: 'mcp-jira',
      provider: 'jira',
      providerName: 'Jira',
      state: 'not_linked',
      scopes: [],
      possibleScopes: ['read:jira-user', 'read:jira-work', 'write:jira-work'],
      defaultScopes: ['read:jira-user', 'read:jira-work'],
      requiredScopes: ['read:jira-user'],
    },
  ])
  const bob = await chain.browser(BOB)
  expect((await accountsOf(bob)).map(({ state }) => state)).toEqual(['not_linked', 'not_linked'])
})

test('servers that the policy does not name, or names with another provider, are not shown', async () => {
  const link = {
    server: 'mcp-github',
    provider: 'gitlab',
    provider_name: 'x',
    state: 'linked',
    scopes: [],
    possible_scopes: [],
    default_scopes: [],
    required_scopes: [],
  }
  chain.vault.answer = () =>
    Response.json({ links: [link, { ...link, server: 'mcp-other', provider: 'github' }] })
  expect(await accountsOf()).toEqual([])
})

test('an account is connected at the vault’s page, and disconnected', async () => {
  const page = await alice.post('/api/accounts/mcp-jira/connect', {})
  expect(page.status).toBe(201)
  expect(await page.json()).toEqual({
    url: expect.stringMatching(/^http:\/\/localhost:4420\/connect\//) as string,
    expiresAt: EXPIRES,
  })
  expect(chain.vault.requests.at(-1)).toMatchObject({ path: '/links/mcp-jira/requests', body: {} })
  chain.vault.connect(ALICE, 'mcp-jira')
  const ended = await alice.remove('/api/accounts/mcp-jira')
  expect([ended.status, await ended.json()]).toEqual([200, { state: 'not_linked' }])
  expect((await alice.remove('/api/accounts/mcp-jira')).status).toBe(404)
})

test('what the person chooses is what the vault asks for', async () => {
  const scopes = ['read:user', 'issues:read']
  expect((await alice.post('/api/accounts/mcp-github/connect', { scopes })).status).toBe(201)
  expect(chain.vault.requests.at(-1)).toMatchObject({ path: '/links/mcp-github/requests', body: { scopes } })
})

test.each([
  ['another provider’s', { scopes: ['read:jira-work'] }],
  ['none', { scopes: [] }],
  ['no list', { scopes: 'issues:read' }],
  ['something else', { provider: 'jira' }],
])('scopes that are %s: 400, and the vault is not asked', async (_, body) => {
  const refused = await alice.post('/api/accounts/mcp-github/connect', body)
  expect([refused.status, chain.vault.requests]).toEqual([400, []])
})

test.for(['mcp-sharepoint', 'nobody', '__proto__', '..%2Flinks'])(
  '%s has no account: 404, and the vault is not asked',
  async (server) => {
    expect((await alice.post(`/api/accounts/${server}/connect`, {})).status).toBe(404)
    expect((await alice.remove(`/api/accounts/${server}`)).status).toBe(404)
    expect(chain.vault.requests).toEqual([])
  },
)

test('a vault that is down is an outage, not an empty list', async () => {
  chain.vault.answer = () => new Response('', { status: 503, headers: { 'retry-after': '7' } })
  const response = await alice.get('/api/accounts')
  expect([response.status, response.headers.get('retry-after')]).toEqual([503, '7'])
})

test('nobody sees accounts without a token, nor a token in what they see', async () => {
  expect((await fetch(`${chain.base}/api/accounts`)).status).toBe(401)
  chain.vault.connect(ALICE, 'mcp-github')
  await alice.get('/api/accounts')
  const told = chain.vault.requests.flatMap(({ path, body }) => [path, JSON.stringify(body)]).join(' ')
  for (const secret of chain.secrets) expect(told + chain.log.join('')).not.toContain(secret)
  expect(chain.vault.requests[0]?.headers.get('authorization')).toContain(chain.secrets.at(-1))
})
