import { withTrace } from '@chain-of-trust/auth-core'
import { expect, test } from 'vitest'
import { TooLate } from './broken-off.ts'
import { callTool } from './mcp-client.ts'
import { createMcpFixture } from './mcp-server.fixture.ts'

const request = (mcp: ReturnType<typeof createMcpFixture>) => ({
  url: 'http://localhost:4411/mcp',
  fetch: (input: string | URL, init?: RequestInit) => mcp.fetch(new URL(input).href, init),
  signal: new AbortController().signal,
})

test('of a server that does not answer in time nobody knows what it did', async () => {
  const mcp = createMcpFixture()
  mcp.answer = () => new Promise(() => undefined)
  const failure = await callTool({ ...request(mcp), timeout: 30 }, 'search_documents', {}).catch(
    (error) => error,
  )
  expect(failure).toBeInstanceOf(TooLate)
  expect(mcp.signal?.aborted).toBe(true)
})

test('a caller who leaves is not an outage', async () => {
  const mcp = createMcpFixture()
  const leaving = new AbortController()
  mcp.answer = () => new Promise(() => leaving.abort(new Error('left')))
  await expect(callTool({ ...request(mcp), signal: leaving.signal }, 'search_documents', {})).rejects.toThrow(
    'left',
  )
})

test('a redirect to another origin is not followed', async () => {
  const mcp = createMcpFixture()
  mcp.answer = () => new Response(null, { status: 307, headers: { location: 'http://evil.example/mcp' } })
  await expect(callTool(request(mcp), 'search_documents', {})).rejects.toThrow(/./)
  expect(mcp.posts).toHaveLength(1)
})

test('a server that asks for something in the middle of a call gets no answer: the call is not made again', async () => {
  const mcp = createMcpFixture()
  mcp.answer = () => {
    const { id } = mcp.posts.at(-1)!.body
    const inputRequests = {
      a: { method: 'elicitation/create', params: { mode: 'url', message: 'x', url: 'http://x.example' } },
    }
    return Response.json({
      jsonrpc: '2.0',
      id,
      result: { resultType: 'input_required', inputRequests, requestState: 's' },
    })
  }
  const asked = await callTool(request(mcp), 'search_documents', {})
  expect(asked).toMatchObject({ resultType: 'input_required', requestState: 's' })
  expect(mcp.posts).toHaveLength(1)
})

test('the client says that it can show a person a page, and nothing else', async () => {
  const mcp = createMcpFixture()
  await callTool(request(mcp), 'search_documents', {})
  const { params } = mcp.posts[0]!.body as { params?: { _meta?: Record<string, unknown> } }
  expect(params?._meta?.['io.modelcontextprotocol/clientCapabilities']).toEqual({ elicitation: { url: {} } })
})

test('the trace goes in the message itself, as the header of the request around it (SEP-414)', async () => {
  const mcp = createMcpFixture()
  const [traceparent, tracestate] = [`00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01`, 'vendor=1']
  await withTrace({ traceparent, tracestate }, () => callTool(request(mcp), 'search_documents', {}))
  const { params } = mcp.posts[0]!.body as { params?: { _meta?: Record<string, unknown> } }
  expect(params?._meta).toMatchObject({
    traceparent: expect.stringContaining('ab'.repeat(16)) as string,
    tracestate,
  })
})
