import { startOtlpReceiver } from '@chain-of-trust/testkit'
import { afterAll, afterEach, expect, test, vi } from 'vitest'
import { connect, killStarted, serveKeys, startsWith, TOKEN } from './server-process.fixture.ts'

// Each test starts a process.
vi.setConfig({ testTimeout: 60_000 })

const keys = await serveKeys()
afterAll(() => keys.close())
afterEach(killStarted)

test('over a pipe the trace comes in `_meta`, and the spans and the audit log have its id', async () => {
  const receiver = await startOtlpReceiver()
  const server = startsWith(keys.url)({ environment: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url } })
  const { client } = await connect(await server.greet())
  const [traceId, spanId] = ['5e'.repeat(16), '6f'.repeat(8)]
  const _meta = { traceparent: `00-${traceId}-${spanId}-01` }
  await client.callTool({ name: 'read_file', arguments: { path: 'a.txt' }, _meta })
  await client.callTool({ name: 'write_file', arguments: { path: 'secret-4711.txt', content: 'x' }, _meta })
  await client.close()
  await server.exit

  expect(receiver.spans()).toMatchObject([
    {
      service: 'mcp-workspace',
      name: 'tools/call read_file',
      traceId,
      parentSpanId: spanId,
      attributes: { 'network.transport': 'pipe' },
      failed: false,
    },
    {
      name: 'tools/call write_file',
      traceId,
      attributes: { 'error.type': 'scope_insufficient' },
      failed: true,
    },
  ])
  expect(server.audit().text.match(new RegExp(`"trace_id":"${traceId}"`, 'g'))).toHaveLength(2)
  expect(receiver.text()).not.toMatch(/a\.txt|4711/)
  expect(receiver.text()).not.toMatch(TOKEN)
  receiver.close()
})
