import { expect, test } from 'vitest'
import Fastify from 'fastify'
import { ERAS, ledger } from './ledger.fixture.ts'
import { ordinaryCall } from './ordinary-call.ts'
import { createProtocol, type ProtocolRequest } from './protocol.ts'
import { ToolCall } from './tool-call.ts'

const USUAL = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' }
const [[, modern], [, legacy]] = ERAS

function request(make: (typeof ERAS)[number][1], changes: Record<string, string | undefined> = {}) {
  const { body, headers } = make('read_entry', { number: 1 })
  const all = Object.entries({ ...USUAL, ...headers, ...changes }).filter(([, value]) => value !== undefined)
  return { body, headers: Object.fromEntries(all) as Record<string, string> }
}

test('a plain call is ordinary, in both revisions', () => {
  expect(ordinaryCall(request(modern))?.era).toBe('modern')
  expect(ordinaryCall(request(legacy))?.era).toBe('legacy')
  expect(ordinaryCall(request(legacy, { 'mcp-protocol-version': undefined }))?.era).toBe('legacy')
})

const ODD = [
  ['no method header', modern, { 'mcp-method': undefined }],
  ['another method in the header', modern, { 'mcp-method': 'tools/list' }],
  ['no name header', modern, { 'mcp-name': undefined }],
  ['another tool in the header', modern, { 'mcp-name': 'post_entry' }],
  ['an encoded name', modern, { 'mcp-name': '=?base64?cmVhZF9lbnRyeQ==?=' }],
  ['an argument as a header', modern, { 'mcp-param-number': '2' }],
  ['no version header', modern, { 'mcp-protocol-version': undefined }],
  ['another version in the header', modern, { 'mcp-protocol-version': '2025-11-25' }],
  ['an unknown version', legacy, { 'mcp-protocol-version': '2031-01-01' }],
  ['a client that takes no stream', legacy, { accept: 'application/json' }],
  ['a session', legacy, { 'mcp-session-id': 'x' }],
  ['another type of content', legacy, { 'content-type': 'text/plain' }],
] as const

test.each(ODD)('not ordinary: %s', (_title, make, changes) => {
  expect(ordinaryCall(request(make, changes))).toBeUndefined()
})

test.each([
  ['a field that JSON-RPC does not know', (body: object) => ({ ...body, extra: true })],
  ['a notification', (body: object) => ({ ...body, id: undefined })],
  ['a fraction as id', (body: object) => ({ ...body, id: 1.5 })],
  ['another method', (body: object) => ({ ...body, method: 'tools/list' })],
] as const)('not ordinary: %s', (_title, change) => {
  const { body, headers } = request(legacy)
  const changed = JSON.parse(JSON.stringify(change(body))) as unknown
  expect(ordinaryCall({ headers, body: changed })).toBeUndefined()
})

test.each([modern, legacy])('the pool answers word for word as the SDK’s own entry does', async (make) => {
  const protocol = createProtocol(ledger, Fastify({ logger: false }).log)
  const answer = async (tool: string, args: object, changes: Record<string, string>) => {
    const { body, headers } = make(tool, args, 'id-7')
    const call = new ToolCall({
      name: tool,
      token: { tid: 'tenant', oid: 'user' } as ConstructorParameters<typeof ToolCall>[0]['token'],
      reach: {
        url: 'https://ledger.example/v1',
        send: () => Promise.resolve(new Response('entry')),
        refusalIn: () => Promise.resolve(undefined),
      },
      signal: new AbortController().signal,
    })
    const asked: ProtocolRequest = {
      url: 'http://localhost/mcp',
      headers: { ...USUAL, ...headers, ...changes },
      body,
      owner: 'tenant/user/client',
      signal: new AbortController().signal,
      call,
    }
    const { status, headers: sent, body: text } = await protocol.answer(asked)
    const said: unknown = await new Response(text).json()
    return { status, type: sent['content-type'], said }
  }
  // The headers make it unusual, and change nothing about the answer.
  const unusual: Record<string, string> =
    make === modern ? { 'mcp-param-unused': 'x' } : { 'mcp-session-id': 'none here' }
  for (const [tool, args] of [
    ['read_entry', { number: 1 }],
    ['read_entry', { number: 'seven' }],
    ['read_entry', {}],
    ['decline', {}],
    ['break_down', {}],
    ['wander_off', { path: 'https://elsewhere.example' }],
  ] as const) {
    expect(await answer(tool, args, {})).toEqual(await answer(tool, args, unusual))
  }
  await protocol.close()
})
