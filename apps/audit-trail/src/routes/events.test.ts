import { registration } from '@chain-of-trust/service-kit'
import { ALICE, BOB } from '@chain-of-trust/testkit'
import { beforeEach, expect, test } from 'vitest'
import { aliceDid, CAROL, entryOf, startTrail, traceOf, writeLog, type TestTrail } from '../trail.fixture.ts'
import { Chains, EventPage, TracePage } from '../wire.ts'

let trail: TestTrail
beforeEach(async () => {
  trail = await startTrail()
  const orchestrator = await writeLog('orchestrator', [
    aliceDid('a', { tool: 'documents_search', operation_id: 'operation-1' }),
    entryOf(BOB, { trace_id: traceOf('a'), client: { app_id: 'host' } }),
    aliceDid('b', { outcome: 'challenge', reason: 'dpop_nonce_required' }),
    // Whose it was could not be verified.
    entryOf(undefined, { trace_id: traceOf('a'), outcome: 'failure', reason: 'signature_invalid' }),
  ])
  const graph = await writeLog('mock-graph', [
    aliceDid('a', { outcome: 'failure', reason: 'permission_denied' }),
  ])
  await trail.sendLines('orchestrator', orchestrator.lines)
  await trail.sendLines('mock-graph', graph.lines)
  return () => trail.app.close()
})

const pageOf = async (response: Response) => {
  expect(response.status).toBe(200)
  return EventPage.parse(await response.json())
}
const own = async (oid: string, query = '') =>
  (await pageOf(await trail.asPerson(oid, `/api/events${query}`))).events
const all = async (query = '') => (await pageOf(await trail.asAuditor(`/api/events${query}`))).events

test(
  'people see what was done in their own name, newest first, and nothing else',
  { tags: ['LOG-6'] },
  async () => {
    const events = await own(ALICE)
    expect(events.map(({ log, seq }) => `${log} ${seq}`)).toEqual([
      'mock-graph 1',
      'orchestrator 3',
      'orchestrator 1',
    ])
    expect(new Set(events.map(({ record }) => record.subject?.oid))).toEqual(new Set([ALICE]))
    expect(await own(CAROL)).toEqual([])
  },
)

test('another person’s trace id shows nothing of theirs', { tags: ['LOG-6'] }, async () => {
  expect((await own(BOB, `?trace=${traceOf('a')}`)).map(({ record }) => record.subject?.oid)).toEqual([BOB])
  const { traces } = TracePage.parse(await (await trail.asPerson(BOB, '/api/traces')).json())
  expect(traces).toMatchObject([{ trace_id: traceOf('a'), records: 1, outcome: 'success' }])
})

test('a person of the same number in another tenant is another person', { tags: ['LOG-6'] }, async () => {
  const token = await trail.personToken({
    oid: ALICE,
    claims: { tid: '99999999-2222-4333-8444-555555555555' },
  })
  expect((await trail.call(token, '/api/events')).status).toBe(401)
})

test(
  'an auditor sees everybody’s, also what is nobody’s, and that is on the record',
  { tags: ['LOG-6'] },
  async () => {
    expect(await all()).toHaveLength(7)
    expect((await all(`?subject=${BOB}`)).map(({ record }) => record.subject?.oid)).toEqual([BOB])
    expect((await all('?reason=signature_invalid')).map(({ record }) => record.subject)).toEqual([undefined])
    expect(trail.audit.records.findLast(({ event }) => event === 'audit_read')).toMatchObject({
      outcome: 'success',
      subject: { oid: CAROL },
      diagnostics: { view: 'events', whose: 'tenant', filter_reason: 'signature_invalid' },
    })
  },
)

test(
  'who is no auditor may not ask for another person’s records, nor whether the chains hold',
  { tags: ['LOG-6'] },
  async () => {
    expect((await trail.asPerson(BOB, `/api/events?subject=${ALICE}`)).status).toBe(403)
    expect((await trail.asPerson(BOB, '/api/chains')).status).toBe(403)
    expect((await trail.asPerson(BOB, `/api/export?subject=${ALICE}`)).status).toBe(403)
    expect(trail.audit.records.filter(({ reason }) => reason === 'role_missing')).toHaveLength(3)
    expect(await own(BOB, `?subject=${BOB.toUpperCase()}`)).toHaveLength(1)
  },
)

test('an application reads nothing, whatever roles it has', { tags: ['LOG-6'] }, async () => {
  for (const path of ['/api/events', '/api/traces', '/api/events/stream', '/api/export', '/api/chains']) {
    const token = await trail.serviceToken('orchestrator', { claims: { roles: ['Audit.Write', 'Auditor'] } })
    expect((await trail.call(token, path)).status).toBe(401)
    expect(trail.audit.records.at(-1)?.reason).toBe('app_only_token')
  }
})

test('a service reads nothing in a person’s name either', { tags: ['LOG-6'] }, async () => {
  const token = await trail.personToken({ oid: ALICE, azp: registration('orchestrator').appId })
  for (const path of ['/api/events', '/api/traces', '/api/events/stream', '/api/export', '/api/chains']) {
    expect((await trail.call(token, path)).status).toBe(401)
    expect(trail.audit.records.at(-1)?.reason).toBe('client_not_allowed')
  }
})

test('a token without Audit.Read reads nothing', { tags: ['LOG-6'] }, async () => {
  const token = await trail.personToken({ scp: 'Another.Scope', claims: { roles: ['Auditor'] } })
  for (const path of ['/api/events', '/api/traces', '/api/events/stream', '/api/export', '/api/chains'])
    expect((await trail.call(token, path)).status).toBe(403)
})

test.each<[string, number]>([
  [`?trace=${traceOf('b')}`, 1],
  ['?operation=operation-1', 1],
  ['?service=mock-graph', 2],
  ['?event=log_started', 2],
  ['?outcome=failure', 2],
  ['?reason=permission_denied&service=mock-graph', 1],
  ['?client=host', 1],
  ['?from=2020-01-01T00:00:00Z', 7],
  ['?to=2020-01-01T00:00:00Z', 0],
  ["?service=' or '1'='1", 0],
])('search by %s', async (query, count) => {
  expect(await all(query)).toHaveLength(count)
})

test.each([
  '?limit=0',
  '?limit=501',
  '?before=x',
  '?from=yesterday',
  '?subject=me',
  '?user=alice',
  '?trace=',
  '?reason=%00',
])('%s is no search', async (query) => {
  expect((await trail.asPerson(ALICE, `/api/events${query}`)).status).toBe(400)
})

test('pages lead from the newest to the oldest, each record once', async () => {
  const seen: number[] = []
  for (let next: number | null = 0; next !== null;) {
    const page: EventPage = await pageOf(
      await trail.asAuditor(`/api/events?limit=3${next === 0 ? '' : `&before=${next}`}`),
    )
    seen.push(...page.events.map(({ id }) => id))
    next = page.next
  }
  expect(seen).toEqual([7, 6, 5, 4, 3, 2, 1])
})

test('traces are summed up: what, where, how it ended, and why', async () => {
  const read = async (query = '') =>
    TracePage.parse(await (await trail.asPerson(ALICE, `/api/traces${query}`)).json())
  expect(await read()).toMatchObject({
    traces: [
      {
        trace_id: traceOf('a'),
        records: 2,
        services: ['orchestrator', 'mock-graph'],
        tools: ['documents_search'],
        outcome: 'failure',
        reason: 'permission_denied',
      },
      { trace_id: traceOf('b'), records: 1, outcome: 'challenge' },
    ],
    next: null,
  })
  const first = await read('?limit=1')
  const second = await read(`?limit=1&before=${first.next}`)
  expect([...first.traces, ...second.traces].map(({ trace_id }) => trace_id)).toEqual([
    traceOf('a'),
    traceOf('b'),
  ])
  expect(second.next).toBe(null)
})

test('an auditor is told whether each chain holds', { tags: ['LOG-3'] }, async () => {
  const { chains } = Chains.parse(await (await trail.asAuditor('/api/chains')).json())
  expect(chains).toMatchObject([
    { log: 'mock-graph', records: 2, ok: true, faults: [] },
    { log: 'orchestrator', records: 5, ok: true, faults: [] },
  ])
})

test('only the page of the AI host may read an answer', { tags: ['LOG-6'] }, async () => {
  const ask = async (origin: string) => {
    const preflight = {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'GET' },
    } as const
    const { headers } = await trail.app.inject({ url: '/api/events', ...preflight })
    return headers['access-control-allow-origin']
  }
  expect(await ask('http://localhost:4400')).toBe('http://localhost:4400')
  expect(await ask('http://localhost:4999')).not.toBe('http://localhost:4999')
})
