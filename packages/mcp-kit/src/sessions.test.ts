import { McpServer } from '@modelcontextprotocol/server'
import { expect, test } from 'vitest'
import { createSessions } from './sessions.ts'

const initialize = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test', version: '1' } },
}

async function opened(sessions: ReturnType<typeof createSessions>, owner: string): Promise<string> {
  const transport = await sessions.find(undefined, owner, initialize)
  const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' }
  const request = new Request('http://localhost/mcp', { method: 'POST', headers })
  const response = await transport!.handleRequest(request, { parsedBody: initialize })
  await response.body?.cancel()
  return response.headers.get('mcp-session-id')!
}

const create = () => createSessions(() => new McpServer({ name: 'test', version: '1' }))

test('a session exists for its owner only: its id is no credential', async () => {
  const sessions = create()
  const id = await opened(sessions, 'alice')
  expect(await sessions.find(id, 'alice', {})).toBeDefined()
  expect(await sessions.find(id, 'bob', {})).toBeUndefined()
  expect(await sessions.find(undefined, 'alice', {})).toBeUndefined()
  await sessions.close()
  expect(await sessions.find(id, 'alice', {})).toBeUndefined()
})

test('who opens too many ends the oldest of their own, and nobody else’s', async () => {
  const sessions = create()
  const bobs = await opened(sessions, 'bob')
  const hers: string[] = []
  for (let count = 0; count < 9; count++) hers.push(await opened(sessions, 'alice'))
  expect(await sessions.find(hers[0], 'alice', {})).toBeUndefined()
  expect(await sessions.find(hers[8], 'alice', {})).toBeDefined()
  expect(await sessions.find(bobs, 'bob', {})).toBeDefined()
  await sessions.close()
})
