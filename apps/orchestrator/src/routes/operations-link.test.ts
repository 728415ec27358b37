import { ALICE, BOB } from '@chain-of-trust/testkit'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { answering, elicitation, EXPIRES, needsLink, VAULT } from '../accounts/vault.fixture.ts'
import { answerOf, says, startOrchestrator, type Orchestrator } from '../app.fixture.ts'
import { challengedBy, ISSUES } from '../mcp/mcp-server.fixture.ts'

const ISSUES_OF_MINE = '/api/tools/mcp-github/list_issues'
const PAGE = expect.stringMatching(/^http:\/\/localhost:4420\/connect\/[\w-]{43}$/) as string

type Browser = Awaited<ReturnType<Orchestrator['browser']>>

let chain: Orchestrator
let alice: Browser
beforeEach(async () => {
  chain = await startOrchestrator()
  alice = await chain.browser()
  chain.mcp.answer = needsLink(chain.mcp, chain.vault)
})
afterEach(() => chain.app.close())

interface Body {
  error?: string
  state?: string
  connect_url?: string
  url?: string
  operation: { id: string; expiresAt?: string; needs?: object }
}
const bodyOf = async (response: Response) => (await response.json()) as Body
const reasons = () =>
  chain.audit.records.flatMap(({ event, reason }) => (event === 'operation' ? [reason] : []))

async function parked(browser = alice): Promise<string> {
  const response = await browser.post(ISSUES_OF_MINE, {})
  expect(response.status).toBe(409)
  return (await bodyOf(response)).operation.id
}
const connectPage = (id: string, browser = alice) => browser.post(`/api/operations/${id}/connect`, {})

test('a call that needs an account says where to connect it, is parked, and runs once when it is there', async () => {
  const refused = await alice.post(ISSUES_OF_MINE, {})
  expect(refused.status).toBe(409)
  expect(refused.headers.get('www-authenticate')).toBeNull()
  const body = await bodyOf(refused)
  expect(body).toEqual({
    error: 'link_required',
    error_description: 'Your GitHub account is not connected yet.',
    provider: 'github',
    scopes: ['issues:read'],
    connect_url: PAGE,
    expires_at: EXPIRES,
    operation: { id: expect.any(String) as string, expiresAt: expect.any(String) as string },
  })
  const { id } = body.operation
  expect(await bodyOf(await alice.get(`/api/operations/${id}`))).toMatchObject({
    state: 'needs_user',
    server: 'mcp-github',
    needs: {
      kind: 'link',
      by: 'mcp-github',
      reason: 'Your GitHub account is not connected yet.',
      url: body.connect_url,
      urlExpiresAt: EXPIRES,
      provider: 'github',
      providerName: 'GitHub',
      scopes: ['issues:read'],
    },
  })
  expect(chain.mcp.ran).toEqual([])

  chain.vault.connect(ALICE, 'mcp-github')
  const resumed = await alice.resume(id)
  expect(resumed.status).toBe(200)
  expect(await resumed.json()).toMatchObject({
    state: 'done',
    output: { ok: true, structured: { issues: ISSUES } },
  })
  expect(chain.mcp.ran).toEqual([{ tool: 'list_issues', args: {} }])
  expect(reasons()).toEqual(['operation_parked', 'operation_resumed', 'operation_done'])
})

test('resumed before the account is connected, nothing is tried and nothing is lost', async () => {
  const id = await parked()
  const calls = chain.mcp.calls().length
  const early = await alice.resume(id)
  expect(early.status).toBe(409)
  expect(await bodyOf(early)).toMatchObject({
    error: 'not_connected_yet',
    operation: { id, state: 'needs_user', needs: { kind: 'link' } },
  })
  chain.vault.connect(ALICE, 'mcp-github')
  chain.vault.loseGrant(ALICE, 'mcp-github')
  expect((await alice.resume(id)).status).toBe(409)
  // Connected, but for something else.
  chain.vault.connect(ALICE, 'mcp-github', ['repo:read'])
  expect((await alice.resume(id)).status).toBe(409)
  // Another server's link is not this one's, and another person's neither.
  chain.vault.connect(ALICE, 'mcp-jira')
  chain.vault.connect(BOB, 'mcp-github')
  expect((await alice.resume(id)).status).toBe(409)
  expect(chain.mcp.calls()).toHaveLength(calls)
  expect(reasons()).toEqual(['operation_parked', ...Array.from({ length: 4 }, () => 'not_connected_yet')])
  chain.vault.connect(ALICE, 'mcp-github')
  expect((await alice.resume(id)).status).toBe(200)
})

test('another server’s link is none of this one’s, though nothing was said of what it is for', async () => {
  chain.mcp.answer = needsLink(chain.mcp, chain.vault, { scopes: [] })
  const id = await parked()
  chain.vault.connect(ALICE, 'mcp-jira')
  expect((await alice.resume(id)).status).toBe(409)
  chain.vault.connect(ALICE, 'mcp-github')
  expect((await alice.resume(id)).status).toBe(200)
})

test('the vault is asked with a token of its own, for managing links alone, in the name of the person', async () => {
  const id = await parked()
  await alice.resume(id)
  const [asked] = chain.vault.requests
  expect([asked?.method, asked?.path]).toEqual(['GET', '/links'])
  expect(asked?.headers.get('authorization')).toMatch(/^DPoP ey/)
  expect(asked?.headers.get('dpop')).toMatch(/^ey/)
  const exchanged = chain.audit.records.filter(({ event }) => event === 'token_exchanged').at(-1)
  expect(exchanged).toMatchObject({
    subject: { oid: ALICE },
    operation_id: id,
    scopes: { requested: [`${VAULT}/Links.Manage`], granted: ['Links.Manage'] },
  })
})

test('connected, and asked for the same again: that would not end', async () => {
  const id = await parked()
  chain.vault.connect(ALICE, 'mcp-github')
  chain.mcp.answer = (method) =>
    method === 'tools/call' ? answering(chain.mcp, elicitation({ url: chain.vault.page() })) : undefined
  const looped = await alice.resume(id)
  expect(looped.status).toBe(200)
  expect(await looped.json()).toMatchObject({
    state: 'failed',
    error: 'challenge_repeated',
    output: { refusal: { error: 'challenge_repeated', actor: 'administrator' } },
  })
})

test('more of the account is another question: it waits again, for that', async () => {
  const id = await parked()
  chain.vault.connect(ALICE, 'mcp-github', ['issues:read'])
  const scopes = ['issues:read', 'issues:write']
  chain.mcp.answer = (method) =>
    method === 'tools/call'
      ? answering(chain.mcp, elicitation({ url: chain.vault.page(), reason: 'scopes_missing', scopes }))
      : undefined
  const again = await alice.resume(id)
  expect(again.status).toBe(409)
  expect(await bodyOf(again)).toMatchObject({
    error: 'link_required',
    operation: {
      id,
      state: 'needs_user',
      needs: { scopes, reason: 'Your GitHub account is connected, but not for this.' },
    },
  })
})

test('an approved deletion first wants a proof of the person, then their account, and then happens once', async () => {
  const claims = '{"access_token":{"acrs":{"essential":true,"value":"c2"}}}'
  chain.mcp.answer = () => challengedBy(claims)
  const first = await alice.post('/api/tools/mcp-github/delete_repository', {
    repository: 'alice-codes/attic',
  })
  expect(first.status).toBe(401)
  const { id } = (await bodyOf(first)).operation
  chain.mcp.answer = needsLink(chain.mcp, chain.vault, { scopes: ['delete_repo'] })
  const upgraded = await chain.browser(ALICE, { acrs: ['c2'] })
  const second = await upgraded.resume(id)
  expect([second.status, (await bodyOf(second)).error]).toEqual([409, 'link_required'])
  chain.vault.connect(ALICE, 'mcp-github')
  expect(await bodyOf(await upgraded.resume(id))).toMatchObject({ state: 'done' })
  expect(chain.mcp.ran).toEqual([{ tool: 'delete_repository', args: { repository: 'alice-codes/attic' } }])
})

test('a double click runs the call once', async () => {
  const id = await parked()
  chain.vault.connect(ALICE, 'mcp-github')
  const clicks = await Promise.all(Array.from({ length: 10 }, () => alice.resume(id)))
  expect(new Set(clicks.map(({ status }) => status).filter((status) => status !== 202))).toEqual(
    new Set([200]),
  )
  expect(chain.mcp.ran).toHaveLength(1)
})

// The connect page

test('a page that has expired is replaced, for just what the call waits for, in every tab', async () => {
  const id = await parked()
  const first = (await bodyOf(await alice.get(`/api/operations/${id}`))) as Body & { needs: { url: string } }
  const fresh = await connectPage(id)
  expect(fresh.status).toBe(200)
  const page = await bodyOf(fresh)
  expect(page).toEqual({ url: PAGE, expiresAt: EXPIRES })
  expect(page.url).not.toBe(first.needs.url)
  expect(chain.vault.requests.at(-1)).toMatchObject({
    method: 'POST',
    path: '/links/mcp-github/requests',
    body: { scopes: ['issues:read'] },
  })
  expect(await bodyOf(await alice.get(`/api/operations/${id}`))).toMatchObject({ needs: { url: page.url } })
  chain.vault.connect(ALICE, 'mcp-github')
  expect((await alice.resume(id)).status).toBe(200)
  expect(reasons()).toContain('connect_page_renewed')
})

test('a page that is not the vault’s is not passed on, whoever says so', async () => {
  const id = await parked()
  chain.vault.answer = () =>
    Response.json({ connect_url: 'http://evil.example/connect/t', expires_at: EXPIRES }, { status: 201 })
  const response = await connectPage(id)
  expect(response.status).toBe(503)
  expect(await response.text()).not.toContain('evil')
})

test('only what waits for an account has a page for it', async () => {
  const id = await parked()
  chain.vault.connect(ALICE, 'mcp-github')
  await alice.resume(id)
  chain.mcp.answer = () => challengedBy('{}')
  const other = await bodyOf(await alice.post(ISSUES_OF_MINE, {}))
  for (const ended of [id, other.operation.id]) {
    const response = await connectPage(ended)
    expect([response.status, (await bodyOf(response)).error]).toEqual([409, 'operation_not_waiting'])
  }
  expect(chain.vault.requests.filter(({ method }) => method === 'POST')).toEqual([])
})

// Whose it is

test('somebody else can neither connect for it nor resume it: it is not there, and the attempt is on the record', async () => {
  const id = await parked()
  const bob = await chain.browser(BOB)
  chain.vault.connect(BOB, 'mcp-github')
  const attempts = [await connectPage(id, bob), await bob.resume(id), await bob.get(`/api/operations/${id}`)]
  expect(attempts.map(({ status }) => status)).toEqual([404, 404, 404])
  const records = chain.audit.records.filter(({ reason }) => reason === 'operation_foreign')
  expect(records).toMatchObject(
    Array.from({ length: 3 }, () => ({ outcome: 'failure', operation_id: id, subject: { oid: BOB } })),
  )
  expect(chain.vault.requests).toEqual([])
  expect(chain.mcp.ran).toEqual([])
})

test('a person without cp1 can connect an account as well: it is no claims challenge', async () => {
  const plain = await chain.browser(ALICE, { xms_cc: [] })
  const id = await parked(plain)
  chain.vault.connect(ALICE, 'mcp-github')
  expect((await plain.resume(id)).status).toBe(200)
})

// Ends

test('who declines has cancelled the call', async () => {
  const id = await parked()
  expect((await alice.cancel(id)).status).toBe(200)
  chain.vault.connect(ALICE, 'mcp-github')
  const resumed = await alice.resume(id)
  expect([resumed.status, await resumed.json()]).toEqual([410, { error: 'operation_cancelled' }])
  expect((await connectPage(id)).status).toBe(409)
  expect(chain.mcp.ran).toEqual([])
})

test('what waited too long is gone, though the account is there by now', async () => {
  await chain.app.close()
  chain = await startOrchestrator({ environment: { OPERATION_TTL: '1' } })
  chain.mcp.answer = needsLink(chain.mcp, chain.vault)
  alice = await chain.browser()
  const id = await parked()
  await new Promise((resolve) => setTimeout(resolve, 1050))
  chain.vault.connect(ALICE, 'mcp-github')
  const late = await alice.resume(id)
  expect([late.status, await late.json()]).toEqual([410, { error: 'operation_expired' }])
  expect(chain.mcp.ran).toEqual([])
})

test.for<[string, () => Response, number]>([
  ['is down', () => new Response('', { status: 503, headers: { 'retry-after': '9' } }), 503],
  [
    'cannot be reached',
    () => {
      throw new TypeError('fetch failed')
    },
    503,
  ],
  ['answers nonsense', () => Response.json({ links: 'none' }), 503],
])('the vault %s: 503, nothing is claimed, and it waits on', async ([, answer, status]) => {
  const id = await parked()
  chain.vault.answer = answer
  for (const response of [await alice.resume(id), await connectPage(id)]) {
    expect(response.status).toBe(status)
    expect(response.headers.get('retry-after')).toMatch(/^[59]$/)
  }
  expect(await bodyOf(await alice.get(`/api/operations/${id}`))).toMatchObject({ state: 'needs_user' })
  expect(reasons()).toEqual(['operation_parked', 'operation_unavailable'])
  chain.vault.answer = undefined
  chain.vault.connect(ALICE, 'mcp-github')
  expect((await alice.resume(id)).status).toBe(200)
})

test('what the vault asks of the person’s token reaches them unread, and it waits on', async () => {
  const id = await parked()
  const claims = '{"access_token":  {"nbf":{"essential":true,"value":"1"}}}'
  chain.vault.answer = () => challengedBy(claims)
  const challenged = await alice.resume(id)
  expect(challenged.status).toBe(401)
  expect(challenged.headers.get('www-authenticate')).toContain(`claims="${btoa(claims)}"`)
  expect(await bodyOf(await alice.get(`/api/operations/${id}`))).toMatchObject({ state: 'needs_user' })
})

// What a server may not ask

test.for(['http://evil.example/connect/t', `${VAULT}/callback/github?code=stolen&state=x`])(
  'a server that wants to send the person to %s is not listened to, and is on the record',
  async (url) => {
    chain.mcp.answer = () => answering(chain.mcp, elicitation({ url }))
    const response = await alice.post(ISSUES_OF_MINE, {})
    expect(response.status).toBe(500)
    expect(await response.text()).not.toContain(url)
    expect(await (await alice.get('/api/operations')).json()).toEqual({ operations: [] })
    expect(chain.audit.records.filter(({ event }) => event === 'account_link')).toMatchObject([
      {
        outcome: 'failure',
        reason: 'elicitation_refused',
        subject: { oid: ALICE },
        client: { app_id: 'a1b00000-0000-4000-8000-000000004412' },
        tool: 'mcp-github/list_issues',
      },
    ])
  },
)

test('a server that has no account in the policy cannot have one asked for', async () => {
  const response = await alice.post('/api/tools/mcp-sharepoint/search_documents', {})
  expect(response.status).toBe(500)
  expect(reasons()).toEqual([])
})

// In the chat

test('in the chat the call waits without a word of the model; connected, the answer comes without asking again', async () => {
  const question = says('list my issues')
  const { tools, words, message } = await answerOf(await alice.chat({ messages: [question] }))
  expect(words).toBe('')
  expect(tools[0]?.output).toMatchObject({
    ok: false,
    server: 'mcp-github',
    refusal: {
      by: 'mcp-github',
      error: 'link_required',
      remedy: 'connect_account',
      actor: 'user',
      link: { url: PAGE, provider: 'github' },
      operation: { id: expect.any(String) as string },
    },
  })
  const { id } = (tools[0]!.output as { refusal: { operation: { id: string } } }).refusal.operation
  chain.vault.connect(ALICE, 'mcp-github')
  expect((await alice.resume(id)).status).toBe(200)
  const goesOn = await answerOf(await alice.chat({ messages: [question, message] }), message)
  expect(goesOn.words).toContain('1. acme/website#12: Logo is blurred')
  expect(chain.mcp.ran).toHaveLength(1)
})
