import { afterAll, expect, test } from 'vitest'
import { legacyCall, startServer } from './ledger.fixture.ts'

const server = await startServer({
  resource: (url) => new Response(`text of ${url.pathname}`),
})
afterAll(() => server.app.close())

test.each(['modern', 'legacy'] as const)('the official v2 client works, %s', async (era) => {
  const client = await server.clientV2(await server.token(), era)
  const { tools } = await client.listTools()
  expect(tools.map(({ name }) => name)).toContain('read_entry')
  const result = await client.callTool({ name: 'read_entry', arguments: { number: 7 } })
  expect(result.structuredContent).toMatchObject({ entry: 'text of /v1/entries/7' })
  await client.close()
})

test('the official v1 client works', async () => {
  const client = await server.clientV1(await server.token())
  const { tools } = await client.listTools()
  expect(tools.map(({ name }) => name)).toContain('read_entry')
  const result = await client.callTool({ name: 'read_entry', arguments: { number: 8 } })
  expect(result['structuredContent']).toMatchObject({ entry: 'text of /v1/entries/8' })
  await client.close()
})

test.each(['2025-11-25', '2025-06-18'])('revision %s is negotiated and answered in JSON', async (version) => {
  const initialize = {
    jsonrpc: '2.0',
    id: 1,
    method: 'initialize',
    params: { protocolVersion: version, capabilities: {}, clientInfo: { name: 'raw', version: '1' } },
  }
  const answer = await server.post(initialize)
  expect(answer.headers.get('content-type')).toContain('application/json')
  expect(await answer.json()).toMatchObject({ result: { protocolVersion: version } })

  const { body } = legacyCall('read_entry', { number: 1 })
  const call = await server.post(body, { headers: { 'mcp-protocol-version': version } })
  expect(call.headers.get('content-type')).toContain('application/json')
  expect(await call.json()).toMatchObject({
    result: { structuredContent: { entry: 'text of /v1/entries/1' } },
  })
})

test.each(['modern', 'legacy'] as const)('wrong arguments are explained to the client, %s', async (era) => {
  const client = await server.clientV2(await server.token(), era)
  const result = await client.callTool({ name: 'read_entry', arguments: { number: 'seven' } })
  expect(result.isError).toBe(true)
  expect(JSON.stringify(result.content)).toMatch(/number.*expected number|expected number.*number/i)
  await client.close()
})

test.each(['modern', 'legacy'] as const)('an unknown tool is explained to the client, %s', async (era) => {
  const client = await server.clientV2(await server.token(), era)
  await expect(client.callTool({ name: 'toString', arguments: {} })).rejects.toThrow(
    /Unknown tool.*read_entry/,
  )
  await client.close()
})

test('an unknown tool is explained to the v1 client', async () => {
  const client = await server.clientV1(await server.token())
  await expect(client.callTool({ name: 'toString', arguments: {} })).rejects.toThrow(
    /Unknown tool.*read_entry/,
  )
  await client.close()
})
