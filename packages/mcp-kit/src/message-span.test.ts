import { startTelemetry } from '@chain-of-trust/service-kit/telemetry'
import { startOtlpReceiver } from '@chain-of-trust/testkit'
import { afterAll, expect, test } from 'vitest'
import { modernCall, startServer } from './ledger.fixture.ts'

const server = await startServer()
afterAll(() => server.app.close())

const [ONE, OTHER] = ['1a'.repeat(16), '2b'.repeat(16)]
const [CALL, REQUEST] = ['3c'.repeat(8), '4d'.repeat(8)]

/** One POST, and what is sent of it: the span of the HTTP request, that of the message, the last audit record. */
async function traced(meta: unknown, header?: string, change: object = {}) {
  const receiver = await startOtlpReceiver()
  const telemetry = await startTelemetry('ledger', { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url }, () => {})
  const { body, headers } = modernCall('read_entry', { number: 4711 })
  const { _meta, ...params } = body.params
  const sent = { ...body, params: { ...params, _meta: { ..._meta, ...(meta as object) } }, ...change }
  const { status } = await server.post(sent, {
    headers: { ...headers, ...(header === undefined ? {} : { traceparent: header }) },
  })
  await telemetry.close()
  receiver.close()
  const spans = receiver.spans()
  return {
    status,
    http: spans.findLast(({ name }) => name === 'POST /mcp'),
    message: spans.find(({ attributes }) => attributes['mcp.method.name'] !== undefined),
    record: server.audit.records.at(-1),
    text: receiver.text(),
    points: receiver.points(),
  }
}

test('a message is the child of the client’s call, which `_meta` names, and not of the HTTP request around it', async () => {
  const meta = { traceparent: `00-${ONE}-${CALL}-01` }
  const { http, message, record, points } = await traced(meta, `00-${ONE}-${REQUEST}-01`)
  expect(http).toMatchObject({ traceId: ONE, parentSpanId: REQUEST })
  expect(message).toMatchObject({
    name: 'tools/call read_entry',
    kind: 2,
    traceId: ONE,
    parentSpanId: CALL,
    links: [ONE],
    attributes: { 'mcp.method.name': 'tools/call', 'gen_ai.tool.name': 'read_entry' },
  })
  expect(record).toMatchObject({ event: 'token_exchanged', trace_id: ONE })
  expect(points.map(({ metric }) => metric)).toContain('mcp.server.operation.duration')
})

test('where no header came through, `_meta` alone carries the trace, into the audit log too', async () => {
  const { http, message, record } = await traced({ traceparent: `00-${ONE}-${CALL}-01` })
  expect(message).toMatchObject({ traceId: ONE, parentSpanId: CALL, links: [http?.traceId] })
  expect(http?.traceId).not.toBe(ONE)
  expect(record?.trace_id).toBe(ONE)
})

test.each([
  ['of another trace', { traceparent: `00-${OTHER}-${CALL}-01` }],
  ['of no trace', { traceparent: `00-${'0'.repeat(32)}-${CALL}-01` }],
  ['that is no text', { traceparent: { toString: 'x' } }],
  ['that is missing', {}],
])('with a `_meta` %s the message belongs to the HTTP request', { tags: ['LOG-2'] }, async (_, meta) => {
  const { http, message, record } = await traced(meta, `00-${ONE}-${REQUEST}-01`)
  expect(message).toMatchObject({ traceId: ONE, parentSpanId: http?.spanId })
  expect(record?.trace_id).toBe(ONE)
})

test('a method, or a tool, that we do not have is the caller’s own text and is not repeated', async () => {
  const method = await traced({}, undefined, { method: 'tools/secret-method' })
  expect([method.status, method.message?.name]).toEqual([404, '_OTHER'])
  const tool = await traced({}, undefined, { params: { name: 'secret-tool', arguments: {} } })
  expect([tool.status, tool.message?.name]).toEqual([400, 'tools/call'])
  expect(method.text + tool.text).not.toMatch(/secret-|4711/)
})
