import { ALICE, BOB } from '@chain-of-trust/testkit'
import { AuditRecord } from '@chain-of-trust/auth-core'
import { beforeEach, expect, test } from 'vitest'
import { aliceDid, entryOf, startTrail, writeLog, type TestTrail } from '../trail.fixture.ts'
import { ocsfEvent, type OcsfEvent } from './ocsf-event.ts'

let trail: TestTrail
beforeEach(async () => {
  trail = await startTrail()
  return () => trail.app.close()
})
const linesIn = async (response: Response) => {
  expect(response.status).toBe(200)
  return (await response.text()).split('\n').slice(0, -1)
}

/** Attributes with the requirement "required" in OCSF 1.8.0: of the base event, and of each class that we write. */
const REQUIRED = ['activity_id', 'category_uid', 'class_uid', 'metadata', 'severity_id', 'time', 'type_uid']
const OF_CLASS: Readonly<Record<number, readonly string[]>> = {
  0: [],
  3001: ['user'],
  3002: ['user'],
  3004: ['entity'],
  3005: ['user'],
  6002: ['app'],
  6003: ['actor', 'api', 'src_endpoint'],
}
/** And within them: `metadata` wants product and version, `api` its operation; the others one of several. */
const INSIDE: Readonly<Record<string, readonly string[][]>> = {
  metadata: [['product'], ['version']],
  user: [['uid', 'name', 'account']],
  entity: [['name', 'uid']],
  app: [['name', 'uid']],
  actor: [['user', 'app_uid']],
  api: [['operation']],
  src_endpoint: [['ip', 'svc_name']],
}

function missingIn(event: OcsfEvent): string[] {
  const names = [...REQUIRED, ...(OF_CLASS[event.class_uid] ?? ['a known class'])]
  return names.flatMap((name) => {
    const value = event[name]
    if (value === undefined) return [name]
    const inner = Object.keys(Object(value) as object)
    return (INSIDE[name] ?? []).filter((some) => !some.some((one) => inner.includes(one))).map(String)
  })
}

test('JSON lines are the log’s own lines, byte for byte', async () => {
  const { lines } = await writeLog(
    'orchestrator',
    Array.from({ length: 700 }, () => aliceDid('a')),
  )
  await trail.sendLines('orchestrator', lines)
  const all = await trail.asAuditor('/api/export')
  expect(all.headers.get('content-disposition')).toContain('audit-trail.jsonl')
  expect(await linesIn(all)).toEqual(lines)
  expect(await linesIn(await trail.asPerson(ALICE, '/api/export?format=jsonl'))).toEqual(lines.slice(1))
  expect(await linesIn(await trail.asPerson(BOB, '/api/export'))).toEqual([])
})

test('what somebody took away is on the record', { tags: ['LOG-1'] }, async () => {
  await trail.asPerson(ALICE, '/api/export?format=ocsf&outcome=failure')
  expect(trail.audit.records.at(-1)).toMatchObject({
    event: 'audit_read',
    subject: { oid: ALICE },
    diagnostics: { view: 'export ocsf', whose: 'own', filter_outcome: 'failure' },
  })
})

test('every kind of event has what OCSF requires of its class', async () => {
  const events = AuditRecord.shape.event.options
  const entries = events.flatMap((event) => [
    entryOf(ALICE, { event, ip: '192.0.2.1', user_agent: 'a browser', scopes: { granted: ['Files.Read'] } }),
    entryOf(undefined, { event, outcome: 'failure', reason: 'token_malformed' }),
    entryOf(BOB, { event, outcome: 'challenge', duration_ms: 1.6 }),
  ])
  const { lines } = await writeLog('orchestrator', entries)
  await trail.sendLines('orchestrator', lines)
  const exported = (await linesIn(await trail.asAuditor('/api/export?format=ocsf'))).map(
    (line) => JSON.parse(line) as OcsfEvent,
  )
  expect(exported).toHaveLength(entries.length + 1)
  expect(exported.flatMap((event) => missingIn(event).map((name) => `${event.class_uid} ${name}`))).toEqual(
    [],
  )
  for (const event of exported) {
    expect(event.class_uid).toBe(
      event.category_uid === 0 ? 0 : event.category_uid * 1000 + (event.class_uid % 1000),
    )
    expect(event.type_uid).toBe(event.class_uid * 100 + event.activity_id)
    expect(event.activity_id === 99).toBe((events as string[]).includes(String(event['activity_name'])))
  }
  // The check itself is one: without its user an authentication is none.
  const { user, ...nobody } = exported.find((event) => event.class_uid === 3002)!
  expect(user).toBeDefined()
  expect(missingIn(nobody)).toEqual(['user'])
})

test('an exchange that was refused, as a SIEM gets it', async () => {
  const entry = aliceDid('a', {
    event: 'token_exchanged',
    outcome: 'failure',
    reason: 'consent_required',
    client: { app_id: 'the-host' },
    token: { name: 'B', audience: 'the-server' },
    ip: '192.0.2.1',
  })
  const { lines } = await writeLog('orchestrator', [entry])
  await trail.sendLines('orchestrator', lines)
  const [event] = await trail.store.events.newest({ tid: trail.issuer.tenant }, {}, { limit: 1 })
  expect(ocsfEvent(event!)).toMatchObject({
    class_uid: 3002,
    type_uid: 300299,
    activity_name: 'token_exchanged',
    status: 'Failure',
    status_detail: 'consent_required',
    user: { uid: ALICE },
    actor: { app_uid: 'the-host' },
    src_endpoint: { ip: '192.0.2.1' },
    service: { name: 'orchestrator', uid: 'the-server' },
    metadata: { version: '1.8.0', sequence: 1, log_name: 'orchestrator', correlation_uid: 'a'.repeat(32) },
    unmapped: { token: { name: 'B' } },
    raw_data: lines[1],
  })
})
