import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { parseChallenges } from '@chain-of-trust/auth-core/challenge'
import { createGate } from './gate.ts'
import { CALLER, ERAS, ledger, modernCall, startServer } from './ledger.fixture.ts'

const resourceCalls: string[] = []
const server = await startServer({
  resource: (url) => {
    resourceCalls.push(url.href)
    return new Response('entry')
  },
})
afterAll(() => server.app.close())
beforeEach(() => {
  server.exchanges.length = 0
  server.audit.records.length = 0
  resourceCalls.length = 0
})

const reasons = () => server.audit.records.map(({ reason }) => reason)
const challengeOf = (response: Response) =>
  parseChallenges(response.headers.get('www-authenticate') ?? '')[0]?.params ?? {}

describe.each(ERAS)('revision %s', (_revision, call) => {
  test('an admitted call is exchanged for exactly the scopes of its row, and recorded once', async () => {
    const { body, headers } = call('read_entry', { number: 1 })
    const response = await server.post(body, { headers, scp: 'Ledger.Read Ledger.Post' })
    expect(response.status).toBe(200)
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(server.exchanges).toEqual([['https://ledger.example/Entries.Read']])
    expect(resourceCalls).toEqual(['https://ledger.example/v1/entries/1'])

    const done = server.audit.records.filter(({ outcome }) => outcome === 'success')
    expect(done).toHaveLength(1)
    expect(done[0]).toMatchObject({
      event: 'token_exchanged',
      client: { app_id: CALLER },
      token: { name: 'C', uti: 'uti-of-c', parent_uti: expect.any(String) as string },
      scopes: { requested: ['https://ledger.example/Entries.Read'], granted: ['Entries.Read'] },
      tool: 'read_entry',
      trace_id: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
    })
  })

  test(
    'a missing scope is a 403 that names all scopes of the operation; nothing is exchanged',
    { tags: ['OBO-2'] },
    async () => {
      const { body, headers } = call('post_entry', { number: 1 })
      const response = await server.post(body, { headers, acrs: ['c1'] })
      expect(response.status).toBe(403)
      expect(challengeOf(response)).toMatchObject({
        error: 'insufficient_scope',
        scope: `${server.url}/Ledger.Read ${server.url}/Ledger.Post`,
        resource_metadata: server.url.replace('/mcp', '/.well-known/oauth-protected-resource/mcp'),
      })
      expect(server.exchanges).toEqual([])
      expect(server.audit.records.at(-1)).toMatchObject({
        outcome: 'failure',
        reason: 'scope_insufficient',
        tool: 'post_entry',
        scopes: { requested: ['Ledger.Read', 'Ledger.Post'], granted: ['Ledger.Read'] },
      })
      expect(server.audit.records.filter(({ outcome }) => outcome === 'failure')).toHaveLength(1)
    },
  )

  test(
    'a missing authentication context is a claims challenge, if the client declared cp1',
    { tags: ['STP-1'] },
    async () => {
      const { body, headers } = call('post_entry', { number: 1 })
      const scp = 'Ledger.Read Ledger.Post'
      const response = await server.post(body, { headers, scp })
      expect(response.status).toBe(401)
      const { error, claims } = challengeOf(response)
      expect(error).toBe('insufficient_claims')
      expect(JSON.parse(atob(claims!))).toEqual({ access_token: { acrs: { essential: true, value: 'c1' } } })

      const plain = await server.post(body, { headers, scp, xms_cc: [] })
      expect(plain.status).toBe(403)
      expect(plain.headers.get('www-authenticate')).toBeNull()
      expect(server.exchanges).toEqual([])
    },
  )

  test('an authentication that is too old, or of which nothing is known, is asked for anew', async () => {
    const { body, headers } = call('close_book', {})
    const now = Math.floor(Date.now() / 1000)
    for (const auth_time of [now - 400, undefined]) {
      const response = await server.post(body, { headers, claims: { auth_time } })
      expect(response.status).toBe(401)
      expect(JSON.parse(atob(challengeOf(response)['claims']!))).toMatchObject({
        access_token: { nbf: { essential: true, value: expect.stringMatching(/^\d{10}$/) as string } },
      })
    }
    expect(server.exchanges).toEqual([])
    const fresh = await server.post(body, { headers, claims: { auth_time: now - 100 } })
    expect(fresh.status).toBe(200)
  })

  test('a scope that includes the needed one will do', async () => {
    const { body, headers } = call('read_entry', { number: 1 })
    expect((await server.post(body, { headers, scp: 'Ledger.Audit' })).status).toBe(200)
    expect((await server.post(body, { headers, scp: 'Ledger.Other' })).status).toBe(403)
  })

  test.each(['no_such_tool', 'toString', '__proto__', 'constructor', '', 7, null, undefined, ['read_entry']])(
    'the tool %j is unknown: 400, nothing exchanged',
    async (name) => {
      const { body, headers } = call('read_entry', {})
      const params = { ...body.params, name }
      const response = await server.post({ ...body, params }, { headers })
      expect(response.status).toBe(400)
      expect(await response.json()).toMatchObject({ id: 1, error: { code: -32_602 } })
      expect(server.exchanges).toEqual([])
      expect(reasons()).toContain('operation_not_permitted')
    },
  )

  test.each(['resources/read', 'resources/list', 'prompts/get', 'completion/complete', 'logging/setLevel'])(
    'the method %s is not served: 404',
    async (method) => {
      const { body, headers } = call('read_entry', {})
      const response = await server.post(
        { ...body, method },
        { headers: { ...headers, 'mcp-method': method } },
      )
      expect(response.status).toBe(404)
      expect(await response.json()).toMatchObject({ id: 1, error: { code: -32_601 } })
      expect(reasons()).toContain('operation_not_permitted')
    },
  )

  test('a batch does not pass, not even one of harmless messages', async () => {
    const { body, headers } = call('read_entry', { number: 1 })
    for (const batch of [[body], [{ jsonrpc: '2.0', id: 1, method: 'ping' }, body], []]) {
      const response = await server.post(batch, { headers })
      expect(response.status).toBe(400)
      expect(await response.json()).toMatchObject({
        id: null,
        error: { code: -32_600, message: expect.stringContaining('Batches are not accepted') as string },
      })
    }
    expect(server.exchanges).toEqual([])
  })
})

test.each([
  'subscriptions/listen',
  'notifications/roots/list_changed',
  'tasks/get',
  'TOOLS/CALL',
  'tools/call ',
])('the method %s is not served either', async (method) => {
  const { body, headers } = modernCall('read_entry', { number: 1 })
  const response = await server.post(
    { ...body, method },
    { headers: { ...headers, 'mcp-method': method.trim() } },
  )
  expect(response.status).toBe(404)
  expect(server.exchanges).toEqual([])
})

test('what was asked for in vain is not kept: it could be a token', async () => {
  const { body, headers } = modernCall('eyJhbGciOiJSUzI1NiJ9.secret')
  await server.post(body, { headers })
  await server.post({ ...body, method: 'eyJhbGciOiJSUzI1NiJ9.secret' }, { headers })
  expect(reasons().filter((reason) => reason === 'operation_not_permitted')).toHaveLength(2)
  expect(JSON.stringify(server.audit.records)).not.toContain('eyJ')
})

test.each([
  ['Mcp-Method', { 'mcp-method': 'tools/list' }],
  ['Mcp-Name', { 'mcp-name': 'break_down' }],
  ['MCP-Protocol-Version', { 'mcp-protocol-version': '2025-11-25' }],
])(
  'a %s header that disagrees with the body is refused by the SDK, and runs no tool',
  async (_name, wrong) => {
    const { body, headers } = modernCall('read_entry', { number: 1 })
    const response = await server.post(body, { headers: { ...headers, ...wrong } })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error: { code: -32_020 } })
    expect(resourceCalls).toEqual([])
  },
)

test.each([
  ['a harmless method', { 'mcp-method': 'tools/list' }],
  ['a harmless tool', { 'mcp-name': 'read_entry' }],
])('headers that name %s do not get a body past the gate', async (_name, claimed) => {
  const { body, headers } = modernCall('post_entry', { number: 1 })
  const response = await server.post(body, { headers: { ...headers, ...claimed } })
  expect(response.status).toBe(403)
  expect(server.exchanges).toEqual([])
})

test('the wire facts of 2026-07-28: unsupported version 400, missing _meta 400, notification 202', async () => {
  const { body, headers } = modernCall('read_entry', { number: 1 })
  const meta = { ...body.params._meta, 'io.modelcontextprotocol/protocolVersion': '2099-01-01' }
  const future = await server.post(
    { ...body, params: { ...body.params, _meta: meta } },
    { headers: { ...headers, 'mcp-protocol-version': '2099-01-01' } },
  )
  expect(future.status).toBe(400)
  expect(await future.json()).toMatchObject({ error: { code: -32_022 } })

  const { _meta: dropped, ...params } = body.params
  const bare = await server.post({ ...body, params }, { headers })
  expect(bare.status).toBe(400)
  expect(dropped).toBeDefined()
  expect(await bare.json()).toMatchObject({ error: { code: -32_602 } })

  const notification = { jsonrpc: '2.0', method: 'notifications/initialized' }
  expect((await server.post(notification)).status).toBe(202)
})

test.each([
  ['not JSON', '{"jsonrpc":', 400, -32_700],
  ['empty', '', 400, -32_600],
  ['a string', '"tools/call"', 400, -32_600],
  ['null', 'null', 400, -32_600],
  ['without a method', '{"jsonrpc":"2.0","id":1}', 400, -32_600],
  ['another version', '{"jsonrpc":"1.0","id":1,"method":"ping"}', 400, -32_600],
  ['with an object as id', '{"jsonrpc":"2.0","id":{},"method":"ping"}', 400, -32_600],
  [
    'with positional params',
    '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":["read_entry"]}',
    400,
    -32_600,
  ],
  [
    'with a prototype',
    '{"jsonrpc":"2.0","id":1,"method":"ping","__proto__":{"method":"tools/call"}}',
    400,
    -32_700,
  ],
  [
    'too large',
    JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping', x: 'x'.repeat(300_000) }),
    413,
    -32_600,
  ],
])('a body that is %s gets a JSON-RPC error', async (_case, body, status, code) => {
  const response = await server.post(body)
  expect(response.status).toBe(status)
  expect(await response.json()).toMatchObject({ jsonrpc: '2.0', error: { code } })
})

test('another media type is refused', async () => {
  const response = await server.post('<a/>', { headers: { 'content-type': 'application/xml' } })
  expect(response.status).toBe(415)
})

test('GET and DELETE are 405', async () => {
  for (const method of ['GET', 'DELETE']) {
    const response = await fetch(server.url, { method })
    expect(response.status).toBe(405)
    expect(response.headers.get('allow')).toBe('POST')
    expect(reasons()).toContain('method_not_allowed')
  }
})

test('a row of an extension whose authentication context has no id does not start', () => {
  const calls = { resource: 'ledger', scopes: ['Entries.Read'] } as const
  const policy = { audit: { scopes: ['Ledger.Read'], authenticationContext: 'audit', calls } } as const
  const unused = () => {
    throw new Error('not called')
  }
  const options = { definition: ledger, exchange: unused, sender: unused, audit: server.audit }
  expect(() =>
    createGate({ ...options, senderConstraint: 'dpop', extension: { methods: [], policy } }),
  ).toThrow('audit needs the authentication context audit')
})
