import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { callTool } from './call-tool.ts'

interface Message {
  id?: number
  method: string
  params?: { _meta?: Record<string, unknown> }
}

/** The other end of the pipe, which keeps the calls. */
function answering(calls: Message[]) {
  const [fromServer, toServer] = [new PassThrough(), new PassThrough()]
  const results: Record<string, object> = {
    initialize: {
      protocolVersion: '2025-11-25',
      capabilities: { tools: {} },
      serverInfo: { name: 's', version: '1' },
    },
    'tools/list': { tools: [{ name: 'list_files', inputSchema: { type: 'object' } }] },
    'tools/call': { content: [] },
  }
  toServer.on('data', (chunk: Buffer) => {
    for (const line of chunk.toString().trim().split('\n')) {
      const message = JSON.parse(line) as Message
      const { id, method } = message
      if (method === 'tools/call') calls.push(message)
      if (id === undefined) continue
      const result = results[method]
      const answer = result ? { result } : { error: { code: -32_601, message: 'Method not found' } }
      fromServer.write(`${JSON.stringify({ jsonrpc: '2.0', id, ...answer })}\n`)
    }
  })
  return { fromServer, toServer, renew: () => Promise.resolve() }
}

test('each command is a trace of its own, which goes over the pipe in `_meta`', async () => {
  const calls: Message[] = []
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()]
  const io = { stdin, stdout, stderr, env: {}, signal: new AbortController().signal }
  const call = { tool: 'list_files', words: [], json: undefined, yes: false }
  for (let times = 0; times < 2; times += 1) {
    const session = answering(calls) as unknown as Parameters<typeof callTool>[0]['session']
    await callTool({ session }, call, { io, stepUp: () => Promise.resolve() })
  }
  const traces = calls.map(({ params }) => params?._meta?.['traceparent'])
  for (const trace of traces) expect(trace).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)
  expect(new Set(traces).size).toBe(2)
})
