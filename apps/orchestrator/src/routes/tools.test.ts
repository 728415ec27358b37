import { decodeClaims, encodeClaims, parseChallenges } from '@chain-of-trust/auth-core/challenge'
import { describeFailure } from '@chain-of-trust/auth-core/failure'
import { BOB } from '@chain-of-trust/testkit'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startOrchestrator, type Orchestrator } from '../app.fixture.ts'

let chain: Orchestrator
beforeEach(async () => {
  chain = await startOrchestrator()
})
afterEach(() => chain.app.close())

const SEARCH = '/api/tools/mcp-sharepoint/search_documents'

test('a tool call answers with its result, its scopes and the trace', async () => {
  const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`
  const alice = await chain.browser()
  const response = await alice.post(
    SEARCH,
    { query: 'roadmap 2027' },
    {
      headers: { 'content-type': 'application/json', traceparent },
    },
  )
  expect(response.status).toBe(200)
  expect(await response.json()).toEqual({
    ok: true,
    content: expect.stringContaining('Roadmap 2027.docx') as string,
    structured: { documents: [{ id: 'id-roadmap', name: 'Roadmap 2027.docx', folder: 'Engineering' }] },
    scopes: { requested: ['Documents.Read'], granted: ['Documents.Read'] },
    trace_id: 'a'.repeat(32),
  })
  expect(chain.mcp.calls()[0]?.headers.get('traceparent')).toContain('a'.repeat(32))
})

test('one tool call is one HTTP request to the MCP server: no probe, no list', async () => {
  const alice = await chain.browser()
  await alice.post(SEARCH, {})
  expect(chain.mcp.posts.map(({ body }) => body.method)).toEqual(['tools/call'])
  expect(chain.mcp.posts[0]?.headers.get('mcp-protocol-version')).toBe('2026-07-28')
})

test('the token endpoint is asked for the scopes of the tool and no others', async () => {
  const alice = await chain.browser()
  await alice.post('/api/tools/mcp-sharepoint/delete_document', { id: 'id-draft' })
  const asked = chain.tokens.requests.map((form) =>
    form
      .get('scope')!
      .split(' ')
      .filter((s) => s.includes('/')),
  )
  expect(asked).toEqual([['http://localhost:4411/mcp/Documents.Delete']])
})

test('Token B is presented with a proof of our own key; Token A stays behind', async () => {
  const alice = await chain.browser()
  await alice.post(SEARCH, {})
  const { headers } = chain.mcp.posts[0]!
  const [tokenA, tokenB] = chain.secrets
  expect(headers.get('authorization')).toBe(`DPoP ${tokenB}`)
  expect(headers.get('dpop')).toMatch(/^ey/)
  expect(JSON.stringify([...headers])).not.toContain(tokenA)
})

test('the audit record joins Token B to Token A, from the cache as well', async () => {
  const alice = await chain.browser()
  await alice.post(SEARCH, {})
  await alice.post(SEARCH, {})
  const [first, second] = chain.audit.records.filter(({ event }) => event === 'token_exchanged')
  const accepted = chain.audit.records.find(
    ({ event, outcome }) => event === 'token_accepted' && outcome === 'success',
  )
  expect(first).toMatchObject({
    outcome: 'success',
    tool: 'mcp-sharepoint/search_documents',
    token: { name: 'B', parent_uti: accepted?.token?.uti },
    scopes: { requested: ['http://localhost:4411/mcp/Documents.Read'], granted: ['Documents.Read'] },
  })
  expect(first?.trace_id).toBe(accepted?.trace_id)
  expect(second).toMatchObject({ outcome: 'success', token: first!.token, diagnostics: { cached: true } })
  expect(chain.tokens.requests).toHaveLength(1)
})

test('arguments that the tool does not take are a 400 that says which', async () => {
  const alice = await chain.browser()
  const response = await alice.post('/api/tools/mcp-sharepoint/read_document', { id: 7 })
  expect(response.status).toBe(400)
  expect(await response.json()).toMatchObject({ error_description: expect.stringContaining('id') as string })
})

test.for([
  ['[1, 2]', 'record'],
  ['"text"', 'record'],
  ['{ not json', 'JSON'],
])('the body %s is a 400 that says what is wrong', async ([body, words]) => {
  const alice = await chain.browser()
  const response = await alice.post(SEARCH, body)
  expect(response.status).toBe(400)
  expect(await response.text()).toContain(words)
  expect(chain.tokens.requests).toHaveLength(0)
})

test.for([
  'mcp-sharepoint/export_everything',
  'mcp-sharepoint/toString',
  'constructor/x',
  'mcp-x/search_documents',
])('the tool %s is not in the policy: 404, and no token is asked for', async (tool) => {
  const alice = await chain.browser()
  expect((await alice.post(`/api/tools/${tool}`, {})).status).toBe(404)
  expect(chain.tokens.requests).toHaveLength(0)
})

test('a tool that answers no is not a failed request', async () => {
  const alice = await chain.browser()
  const response = await alice.post('/api/tools/mcp-sharepoint/read_document', { id: 'nope' })
  expect(response.status).toBe(200)
  expect(await response.json()).toMatchObject({
    ok: false,
    refusal: { by: 'mcp-sharepoint', reason: 'There is no such document.' },
  })
})

// Odd spacing: whoever parses and writes it anew is found out.
const CLAIMS = '{"access_token": {"acrs":{"essential":true,  "value":"c1"}}}'

test('claims that the MCP server asks for pass through unread', async () => {
  chain.mcp.answer = () =>
    new Response('{"error":"insufficient_claims"}', {
      status: 401,
      headers: {
        'www-authenticate': `DPoP error="insufficient_claims", claims="${encodeClaims(CLAIMS)}", algs="ES256"`,
      },
    })
  const alice = await chain.browser()
  const response = await alice.post(SEARCH, {})
  expect(response.status).toBe(401)
  expect(claimsIn(response)).toBe(CLAIMS)
})

test('claims that the token endpoint asks for pass through unread, and no call is made', async () => {
  chain.tokens.answer = () =>
    Response.json({ error: 'interaction_required', error_codes: [50_076], claims: CLAIMS }, { status: 400 })
  const alice = await chain.browser()
  const response = await alice.post(SEARCH, {})
  expect(response.status).toBe(401)
  expect(claimsIn(response)).toBe(CLAIMS)
  expect(chain.mcp.posts).toHaveLength(0)
})

test('who can help travels from the next hop to the caller, without the claims of a blocked access', async () => {
  const failure = describeFailure('blocked', 'corr-2')
  chain.mcp.answer = () => Response.json({ error: 'access_denied', failure }, { status: 403 })
  const alice = await chain.browser()
  const below = await alice.post(SEARCH, {})
  expect(below.status).toBe(403)
  expect(await below.json()).toEqual({ error: 'access_denied', failure })

  const body = {
    error: 'interaction_required',
    suberror: 'message_only',
    claims: CLAIMS,
    correlation_id: 'corr-1',
  }
  chain.tokens.answer = () => Response.json(body, { status: 400 })
  const here = await (await chain.browser(BOB)).post(SEARCH, {})
  expect(here.status).toBe(403)
  expect(here.headers.get('www-authenticate')).toBeNull()
  expect(await here.json()).toEqual({
    error: 'access_denied',
    failure: describeFailure('blocked', 'corr-1'),
  })
  expect(chain.audit.records.at(-1)).toMatchObject({
    event: 'token_exchanged',
    reason: 'access_blocked',
    diagnostics: { kind: 'blocked', remedy: 'contact_administrator', suberror: 'message_only' },
  })
})

test('an MCP server that is down is a 503 with its own Retry-After, never a 401', async () => {
  chain.mcp.answer = () => new Response('', { status: 503, headers: { 'retry-after': '17' } })
  const alice = await chain.browser()
  const response = await alice.post(SEARCH, {})
  expect([response.status, response.headers.get('retry-after')]).toEqual([503, '17'])
})

test('an MCP server that cannot be reached is a 503; it recovers by itself', async () => {
  chain.mcp.answer = () => Promise.reject(new TypeError('fetch failed'))
  const alice = await chain.browser()
  expect((await alice.post(SEARCH, {})).status).toBe(503)
  chain.mcp.answer = undefined
  expect((await alice.post(SEARCH, {})).status).toBe(200)
})

test('a token endpoint that is down is a 503', async () => {
  chain.tokens.answer = () => new Response('{}', { status: 503, headers: { 'retry-after': '9' } })
  const alice = await chain.browser()
  const response = await alice.post(SEARCH, {})
  expect([response.status, response.headers.get('retry-after')]).toEqual([503, '9'])
})

test.for([
  [401, 'DPoP error="invalid_token"', 401],
  [403, 'DPoP error="insufficient_scope", scope="http://localhost:4411/mcp/Documents.Read"', 403],
  [403, undefined, 403],
  [401, 'DPoP error="invalid_dpop_proof"', 500],
  [404, undefined, 500],
  [429, undefined, 503],
  [500, undefined, 503],
] as const)('an MCP server that answers %i (%s) leads to %i', async ([status, challenge, ours]) => {
  chain.mcp.answer = () =>
    new Response('', {
      status,
      ...(challenge === undefined ? {} : { headers: { 'www-authenticate': challenge } }),
    })
  const alice = await chain.browser()
  expect((await alice.post(SEARCH, {})).status).toBe(ours)
})

test('consent that is missing is asked for with the full names of the scopes', async () => {
  chain.tokens.answer = () => Response.json({ error: 'consent_required' }, { status: 400 })
  const alice = await chain.browser()
  const response = await alice.post(SEARCH, {})
  const [challenge] = parseChallenges(response.headers.get('www-authenticate') ?? '')
  expect(response.status).toBe(403)
  expect(challenge?.params).toMatchObject({
    error: 'insufficient_scope',
    scope: 'http://localhost:4411/mcp/Documents.Read',
  })
})

test('an answer without end is cut off', async () => {
  chain.mcp.answer = () => {
    const { id } = chain.mcp.posts.at(-1)!.body
    const content = [{ type: 'text', text: 'x'.repeat(2 ** 20) }]
    return Response.json({ jsonrpc: '2.0', id, result: { resultType: 'complete', content } })
  }
  const alice = await chain.browser()
  expect((await alice.post(SEARCH, {})).status).toBe(500)
  expect(chain.log.join('')).toContain('larger than 1 MiB')
})

test('a caller who leaves in the middle of a call is no fault of ours', async () => {
  const leaving = new AbortController()
  chain.mcp.answer = () => {
    leaving.abort()
    return new Promise(() => undefined)
  }
  const alice = await chain.browser()
  await expect(alice.post(SEARCH, {}, { signal: leaving.signal })).rejects.toThrow('abort')
  await chain.app.close()
  expect(chain.log.filter((line) => line.includes('"level":50'))).toEqual([])
})

test('nobody gets in without Token A', async () => {
  for (const path of ['/api/catalogue', '/api/nothing'])
    expect((await fetch(chain.base + path)).status).toBe(401)
  expect((await fetch(`${chain.base}/api/chat`, { method: 'POST' })).status).toBe(401)
})

test('the page of the AI host, and no other, may read what we answer', async () => {
  const preflight = await fetch(`${chain.base}/api/chat`, {
    method: 'OPTIONS',
    headers: { origin: 'http://evil.example', 'access-control-request-method': 'POST' },
  })
  expect(preflight.headers.get('access-control-allow-origin')).toBe('http://localhost:4400')
  expect(preflight.headers.get('access-control-allow-headers')).toBe(
    'authorization, dpop, content-type, traceparent',
  )
  const refused = await fetch(`${chain.base}/api/catalogue`)
  expect(refused.headers.get('access-control-expose-headers')).toBe(
    'WWW-Authenticate, DPoP-Nonce, Retry-After',
  )
})

test('the catalogue shows the model and the policy, with the words of the registrations', async () => {
  const alice = await chain.browser()
  expect(await (await alice.get('/api/catalogue')).json()).toMatchObject({
    model: { id: 'rehearsed', rehearsed: true },
    servers: [
      {
        name: 'mcp-sharepoint',
        scopes: [
          { value: 'Documents.Read', description: 'Search and read the documents you can read' },
          { value: 'Documents.Share' },
          { value: 'Documents.Delete' },
        ],
        tools: [
          { name: 'search_documents', scopes: ['Documents.Read'], approval: false },
          { name: 'read_document', approval: false },
          { name: 'share_document', scopes: ['Documents.Share'], approval: true },
          { name: 'delete_document', scopes: ['Documents.Delete'], approval: true },
        ],
      },
      {
        name: 'mcp-github',
        scopes: [{ value: 'Repos.Read' }, { value: 'Issues.Read' }, {}, { value: 'Repos.Delete' }],
        account: { provider: 'github', title: 'GitHub', scopes: expect.any(Array) },
      },
      {
        name: 'mcp-jira',
        account: {
          provider: 'jira',
          title: 'Jira',
          scopes: [{}, { value: 'read:jira-work', description: 'Read tickets' }, {}],
        },
      },
    ],
  })
  expect(chain.mcp.posts).toHaveLength(0)
})

function claimsIn(response: Response): string | undefined {
  const [challenge] = parseChallenges(response.headers.get('www-authenticate') ?? '')
  const claims = challenge?.params['claims']
  return claims === undefined ? undefined : decodeClaims(claims)
}
