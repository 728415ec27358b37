import { startOtlpReceiver, type ReceivedSpan } from '@chain-of-trust/testkit'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { person } from './person.ts'
import { records } from './records.ts'
import { ORCHESTRATOR, systemUnderTest } from './system-under-test.ts'

const receiver = await startOtlpReceiver()
const system = systemUnderTest({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url })
afterAll(() => receiver.close())

const TRACE = '7a'.repeat(16)
const HOST = '8b'.repeat(8)
const REQUEST = 'orchestrator POST /api/tools/:server/:tool'
const PATIENCE = { timeout: 120_000, interval: 200 }
let spans: ReceivedSpan[]

beforeAll(async () => {
  const alice = await person('Alice')
  const answer = await alice.send(`${ORCHESTRATOR}/api/tools/mcp-sharepoint/search_documents`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', traceparent: `00-${TRACE}-${HOST}-00` },
    body: JSON.stringify({ query: 'budget' }),
  })
  if (answer.status !== 200) throw new Error(`the call: ${answer.status}`)
  // A service sends its spans in the order in which they ended, so after the first and the last of the way none is missing
  // that is looked for below.
  await vi.waitFor(() => {
    spans = receiver.spans().filter(({ traceId }) => traceId === TRACE)
    const way = wayUp(atGraph())
    if (!way.includes(REQUEST) || atIdp().length === 0) throw new Error(`only ${way.join(', ')} was sent`)
  }, PATIENCE)
})

/** What served the call at the end of the chain. */
const atGraph = () =>
  spans.findLast(
    ({ service, attributes }) => service === 'mock-graph' && attributes['http.response.status_code'] === 200,
  )
const atIdp = () => receiver.spans().filter(({ service }) => service === 'mock-idp')

/** The names from a span up to the host's own, which nobody here has. */
function wayUp(span: ReceivedSpan | undefined): string[] {
  if (span === undefined) return []
  const parent = spans.find(({ spanId }) => spanId === span.parentSpanId)
  return [`${span.service} ${span.name}`, ...wayUp(parent)]
}

test('one tool call is one trace through the three tiers, each span the child of what caused it', () => {
  expect(wayUp(atGraph())).toEqual([
    expect.stringMatching(/^mock-graph GET \/v1\.0\//),
    'mcp-sharepoint GET',
    'mcp-sharepoint tools/call search_documents',
    'orchestrator tools/call search_documents',
    REQUEST,
  ])
  const root = spans.findLast(({ name }) => name === 'POST /api/tools/:server/:tool')
  expect(root?.parentSpanId).toBe(HOST)
})

test('each hop shows its token: verified, exchanged, asked for at the token endpoint', () => {
  const shown = spans.map(({ service, name, attributes }) =>
    [service, name, attributes['chain_of_trust.token']].filter(Boolean).join(' '),
  )
  expect(shown).toEqual(
    expect.arrayContaining([
      'orchestrator verify token A',
      'orchestrator exchange for token B B',
      'mcp-sharepoint verify token B',
      'mcp-sharepoint exchange for token C C',
      'mock-graph verify token C',
      'orchestrator request token',
      'mcp-sharepoint request token',
    ]),
  )
})

test('the four audit records of the call carry the id of its spans', () => {
  const chain = ['orchestrator', 'mcp-sharepoint', 'mock-graph']
    .flatMap((name) => records(system, name))
    .filter(({ trace_id, outcome }) => trace_id === TRACE && outcome === 'success')
  expect(chain).toHaveLength(4)
})

test('the authorization server, somebody else’s system, is not given our trace', () => {
  expect(atIdp().length).toBeGreaterThan(0)
  expect(atIdp().filter(({ traceId }) => traceId === TRACE)).toEqual([])
})
