import { mkdtempSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  currentTrace,
  memoryAuditLog,
  Refusal,
  TokenEndpointError,
  withTrace,
} from '@chain-of-trust/auth-core'
import { annotate, inSpan } from '@chain-of-trust/auth-core/telemetry'
import { startOtlpReceiver, type OtlpReceiver } from '@chain-of-trust/testkit'
import { metrics, trace } from '@opentelemetry/api'
import { afterEach, expect, test } from 'vitest'
import { ConfigError, parseConfig, serviceSchema } from '../config.ts'
import { createService } from '../service.ts'
import { startExport } from './otlp.ts'
import { startTelemetry, type TelemetryConfig } from './start-telemetry.ts'

const ID = 'ab'.repeat(16)
const PARENT = 'cd'.repeat(8)
const cleanUp: (() => unknown)[] = []
afterEach(async () => {
  for (const done of cleanUp.splice(0).toReversed()) await done()
})

/** A service that sends to a receiver; `sent` ends it, and with it the last export. */
async function exporting(config: TelemetryConfig = {}, receiver?: OtlpReceiver) {
  const to = receiver ?? (await startOtlpReceiver())
  cleanUp.push(() => to.close())
  const told: string[] = []
  const telemetry = await startTelemetry(
    'test',
    { OTEL_EXPORTER_OTLP_ENDPOINT: to.url, ...config },
    (line) => void told.push(line),
    20_000,
  )
  cleanUp.push(() => telemetry.close())
  return {
    to,
    told,
    sent: async () => {
      await telemetry.close()
      return to.spans()
    },
  }
}

/** A service with one route, called once. */
async function call(path: string, headers: Record<string, string> = {}) {
  const audit = memoryAuditLog('test')
  const app = createService({ name: 'test', logLevel: 'silent' })
  app.get('/things/:id', async () => {
    await Promise.resolve()
    audit.write({ event: 'token_accepted', outcome: 'failure', reason: 'token_expired' })
    return inSpan('look', {}, () => ({ trace: currentTrace() }))
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers })
  const body: unknown = await response.json()
  await app.close()
  return { body, record: audit.records.at(-1) }
}

test('a request is a span of the caller’s trace, with the id that its audit records have', async () => {
  const { sent } = await exporting()
  // Not sampled by the caller: that is not theirs to say.
  const { record } = await call('/things/7', { traceparent: `00-${ID}-${PARENT}-00` })
  const [look, request] = await sent()
  expect(request).toMatchObject({
    service: 'test',
    name: 'GET /things/:id',
    kind: 2,
    traceId: ID,
    parentSpanId: PARENT,
    attributes: { 'http.route': '/things/:id', 'http.response.status_code': 200 },
    failed: false,
  })
  expect(look).toMatchObject({ name: 'look', traceId: ID, parentSpanId: request?.spanId })
  expect(record?.trace_id).toBe(ID)
})

test('a trace that begins here has one id, in the span, in the audit log and for the next hop', async () => {
  const { sent } = await exporting()
  const { body, record } = await call('/things/7')
  const [look, request] = await sent()
  expect(request).not.toHaveProperty('parentSpanId')
  expect(record?.trace_id).toBe(request?.traceId)
  expect(body).toMatchObject({
    trace: { traceId: request?.traceId, traceparent: `00-${request?.traceId}-${look?.spanId}-01` },
  })
})

test('what was recorded before the first span has the id of that span', async () => {
  const { sent } = await exporting()
  const begun = withTrace(undefined, () => {
    const id = currentTrace()?.traceId
    inSpan('later', {}, () => {})
    return id
  })
  expect((await sent())[0]?.traceId).toBe(begun)
})

test(
  'no path, no query and no tracestate is sent, and of a health check nothing',
  { tags: ['LOG-4'] },
  async () => {
    const { sent, to } = await exporting()
    const state = 'vendor=opaque-state'
    const { body } = await call('/things/path-4711?code=query-4711', {
      traceparent: `00-${ID}-${PARENT}-01`,
      tracestate: state,
    })
    await call('/healthz')
    expect(await sent()).toHaveLength(2)
    expect(body).toMatchObject({ trace: { tracestate: state } })
    expect(to.text()).not.toMatch(/4711|opaque-state|healthz/)
  },
)

test('a failure is told by its kind, and never by its message', { tags: ['LOG-4'] }, async () => {
  const { sent, to } = await exporting()
  const wordy = 'could not read salary-4711.docx of alice@contoso.example'
  expect(() =>
    inSpan('plain', {}, () => {
      throw new TypeError(wordy)
    }),
  ).toThrow(wordy)
  await expect(
    inSpan('later', {}, () => Promise.reject(new Refusal('token_expired', { detail: wordy }))),
  ).rejects.toThrow('token_expired')
  const failure = new TokenEndpointError({ status: 400, error: 'invalid_grant', cause: new Error(wordy) })
  await expect(inSpan('asked', {}, () => Promise.reject(failure))).rejects.toBe(failure)
  const odd = Object.assign(new Error(wordy), { name: wordy })
  expect(() =>
    inSpan('odd', {}, () => {
      throw odd
    }),
  ).toThrow(odd)
  expect(
    (await sent()).map(({ name, attributes, failed }) => [name, attributes['error.type'], failed]),
  ).toEqual([
    ['plain', 'TypeError', true],
    ['later', 'token_expired', true],
    ['asked', failure.kind, true],
    ['odd', 'Error', true],
  ])
  expect(to.text()).not.toMatch(/4711|alice/)
})

test('what a library says through the same API is not sent', async () => {
  const { sent, to } = await exporting()
  const prompt = 'prompt-4711'
  trace.getTracer('ai').startActiveSpan(prompt, (span) => {
    // Ours inside of theirs still is.
    inSpan('ours', {}, () => annotate({ 'chain_of_trust.refusal': 'token_expired' }))
    span.setAttribute('ai.prompt', prompt).end()
  })
  metrics.getMeter('ai').createCounter(prompt).add(1)
  expect((await sent()).map(({ name, attributes }) => [name, attributes])).toEqual([
    ['ours', { 'chain_of_trust.refusal': 'token_expired' }],
  ])
  expect(to.text()).not.toContain(prompt)
})

test('requests and refusals are counted, by route and by reason', async () => {
  const { sent, to } = await exporting()
  await call('/things/7')
  await sent()
  const points = to.points()
  expect(points).toContainEqual({
    service: 'test',
    metric: 'http.server.request.duration',
    value: 1,
    attributes: expect.objectContaining({
      'http.route': '/things/:id',
      'http.response.status_code': 200,
    }) as object,
  })
  expect(points).toContainEqual({
    service: 'test',
    metric: 'chain_of_trust.refusals',
    value: 1,
    attributes: {
      'chain_of_trust.audit.event': 'token_accepted',
      'chain_of_trust.outcome': 'failure',
      'chain_of_trust.refusal': 'token_expired',
    },
  })
  expect(points.map(({ metric }) => metric)).toContain('chain_of_trust.audit.records')
})

test('nothing of the machine is told: neither its name nor its user nor the command line', async () => {
  const { sent, to } = await exporting()
  await call('/things/7')
  await sent()
  type Resources = { resource: { attributes: { key: string }[] } }[]
  const told = to
    .text()
    .split('\n')
    .map((body) => JSON.parse(body) as { resourceSpans?: Resources; resourceMetrics?: Resources })
    .flatMap(({ resourceSpans = [], resourceMetrics = [] }) => [...resourceSpans, ...resourceMetrics])
    .map(({ resource }) => resource.attributes.map(({ key }) => key).join())
  // Spans and metrics come in any order.
  expect(told).toHaveLength(2)
  expect(new Set(told)).toEqual(new Set(['service.name,service.namespace,service.instance.id']))
})

test('the endpoint is reached through CONNECT_TO, with the headers of the file', async () => {
  const to = await startOtlpReceiver()
  const file = join(mkdtempSync(join(tmpdir(), 'otlp-')), 'headers')
  writeFileSync(file, 'Authorization: Basic b3BlcmF0b3I=\r\n\nx-scope: one two\n')
  const { sent } = await exporting(
    {
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4318',
      OTEL_EXPORTER_OTLP_HEADERS_FILE: file,
      CONNECT_TO: `4318=127.0.0.1:${to.port}`,
    },
    to,
  )
  await call('/things/7')
  expect(await sent()).toHaveLength(2)
  expect(to.headers[0]).toMatchObject({ authorization: 'Basic b3BlcmF0b3I=', 'x-scope': 'one two' })
})

test('a receiver that refuses costs no request, and the operator hears of it once, without its words', async () => {
  const receiver = await startOtlpReceiver(400)
  const told: string[] = []
  const telemetry = startExport({
    service: 'test',
    endpoint: receiver.url,
    headers: {},
    connectTo: '',
    tell: (line) => void told.push(line),
    every: { spans: 10, metrics: 1000 },
  })
  cleanUp.push(() => receiver.close())
  for (const path of ['/things/1', '/things/2', '/things/3']) {
    expect((await call(path)).record).toBeDefined()
    const id = receiver.headers.length
    await receiver.until(() => receiver.headers.length > id)
  }
  await telemetry.close()
  expect(told).toHaveLength(1)
  expect(told[0]).toMatch(
    /^traces and metrics do not reach http:\/\/localhost:\d+; requests are served without$/,
  )
})

test.each([
  ['OTEL_EXPORTER_OTLP_HEADERS', 'authorization=Basic%20c2VjcmV0'],
  ['OTEL_EXPORTER_OTLP_TRACES_HEADERS', 'authorization=Basic%20c2VjcmV0'],
  ['OTEL_EXPORTER_OTLP_METRICS_HEADERS', 'authorization=Basic%20c2VjcmV0'],
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'http://collector.example:4318'],
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'https://exporter:c2VjcmV0@collector.example:4318'],
])('%s=%s does not start', (name, value) => {
  const start = () => parseConfig(serviceSchema('orchestrator'), { [name]: value })
  expect(start).toThrow(ConfigError)
  expect(start).toThrow(new RegExp(`${name}: (?!.*c2VjcmV0)`))
})

test.each(['no colon', 'näme: value', 'name: välue'])(
  'a file of headers with %j does not start, nor is it quoted',
  async (line) => {
    const file = join(mkdtempSync(join(tmpdir(), 'otlp-')), 'headers')
    writeFileSync(file, `good: one\n${line}\n`)
    const start = startTelemetry(
      'test',
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:1', OTEL_EXPORTER_OTLP_HEADERS_FILE: file },
      () => {},
    )
    await expect(start).rejects.toThrow(/line 2 is not `Name: value`/)
    await expect(start).rejects.not.toThrow(line)
  },
)

test('within a container network plain http will do, but not with a credential', async () => {
  const endpoint = 'http://otel-collector:4318'
  const { OTEL_EXPORTER_OTLP_ENDPOINT } = parseConfig(serviceSchema('orchestrator'), {
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
  })
  expect(OTEL_EXPORTER_OTLP_ENDPOINT).toBe(endpoint)
  const file = join(mkdtempSync(join(tmpdir(), 'otlp-')), 'headers')
  writeFileSync(file, 'authorization: Basic b3BlcmF0b3I=')
  const config = { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_EXPORTER_OTLP_HEADERS_FILE: file }
  await expect(startTelemetry('test', config, () => {})).rejects.toThrow(/a credential goes by https/)
})
