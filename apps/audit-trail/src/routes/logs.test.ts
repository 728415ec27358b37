import { hash } from 'node:crypto'
import { ALICE, BOB } from '@chain-of-trust/testkit'
import { beforeEach, expect, test } from 'vitest'
import { entryOf, headOf, ndjson, startTrail, writeLog, type TestTrail } from '../trail.fixture.ts'
import { BatchTaken, CheckpointsTaken, Conflict, LogState, LONGEST_LINE } from '../wire.ts'

let trail: TestTrail
beforeEach(async () => {
  trail = await startTrail()
  return () => trail.app.close()
})
const entries = (count: number) => Array.from({ length: count }, () => entryOf(ALICE))
const stateOf = async (log: string, service = log) =>
  LogState.parse(await (await trail.asService(service, `/api/logs/${log}`)).json())
const conflictOf = async (response: Response) => {
  expect(response.status).toBe(409)
  return Conflict.parse(await response.json())
}
/** The line with something else in it, under a hash that fits. */
function reseal(line: string, change: (text: string) => string): string {
  const sealed = change(line.slice(0, -75))
  return `${sealed},"hash":"${hash('sha256', sealed, 'hex')}"}`
}

test('a log comes in as it is, in batches, and its head is told', { tags: ['LOG-5'] }, async () => {
  const { lines } = await writeLog('orchestrator', entries(4))
  expect(await stateOf('orchestrator')).toEqual({ log: 'orchestrator', head: null, checkpoint: null })
  const first = await trail.sendLines('orchestrator', lines.slice(0, 2))
  expect(BatchTaken.parse(await first.json())).toEqual({ head: headOf(lines[1]) })
  expect((await trail.sendLines('orchestrator', lines.slice(2))).status).toBe(200)
  expect((await stateOf('orchestrator')).head).toEqual(headOf(lines.at(-1)))
  expect(
    (await trail.store.events.after({ tid: trail.issuer.tenant }, {}, { after: 0, limit: 9 })).map(
      ({ line }) => line,
    ),
  ).toEqual(lines)
  // A record for each batch would be a batch more.
  expect(trail.audit.records.filter(({ outcome }) => outcome === 'success')).toEqual([])
})

test(
  'a batch that is sent again changes nothing, and one that overlaps brings what is new',
  { tags: ['LOG-5'] },
  async () => {
    const { lines } = await writeLog('orchestrator', entries(4))
    await trail.sendLines('orchestrator', lines.slice(0, 3))
    expect(await (await trail.sendLines('orchestrator', lines.slice(0, 3))).json()).toEqual({
      head: headOf(lines[2]),
    })
    expect(await (await trail.sendLines('orchestrator', lines.slice(1))).json()).toEqual({
      head: headOf(lines[4]),
    })
    expect(await trail.store.events.last()).toBe(lines.length)
  },
)

test('lines after a gap are not taken: the head says where to go on', { tags: ['LOG-5'] }, async () => {
  const { lines } = await writeLog('orchestrator', entries(4))
  expect(await conflictOf(await trail.sendLines('orchestrator', lines.slice(2)))).toEqual({
    error: 'gap',
    head: null,
  })
  await trail.sendLines('orchestrator', lines.slice(0, 2))
  expect(await conflictOf(await trail.sendLines('orchestrator', lines.slice(3)))).toEqual({
    error: 'gap',
    head: headOf(lines[1]),
  })
  expect(trail.audit.records.filter(({ event }) => event === 'log_received')).toEqual([])
})

test('a log that was written anew is a fork, and that goes on the record', { tags: ['LOG-5'] }, async () => {
  const { lines } = await writeLog('orchestrator', entries(2))
  const other = await writeLog('orchestrator', entries(5))
  await trail.sendLines('orchestrator', lines)
  for (const batch of [other.lines, other.lines.slice(3), other.lines.slice(1, 2)]) {
    expect(await conflictOf(await trail.sendLines('orchestrator', batch))).toEqual({
      error: 'forked',
      head: headOf(lines.at(-1)),
    })
  }
  expect(trail.audit.records.filter(({ reason }) => reason === 'forked')).toHaveLength(3)
  expect(trail.audit.records.find(({ reason }) => reason === 'forked')).toMatchObject({
    event: 'log_received',
    outcome: 'failure',
    diagnostics: { log: 'orchestrator' },
  })
})

test('a batch with one wrong line leaves nothing behind', { tags: ['LOG-5'] }, async () => {
  const { lines } = await writeLog('orchestrator', entries(4))
  const skipped = await trail.sendLines('orchestrator', lines.toSpliced(2, 1))
  expect((await conflictOf(skipped)).error).toBe('forked')
  expect((await stateOf('orchestrator')).head).toBe(null)
})

test.each<[string, (line: string) => string]>([
  ['edited, with its old hash', (line) => line.replace('success', 'failure')],
  [
    'with a member that is no part of a record',
    (line) => reseal(line, (text) => text.replace('"event"', '"access_token":"x","event"')),
  ],
  [
    'with a member that is there twice',
    (line) => reseal(line, (text) => text.replace('"event"', `"subject":{"tid":"t","oid":"${BOB}"},"event"`)),
  ],
  [
    'over-long',
    (line) =>
      reseal(line, (text) => text.replace('"event"', `"user_agent":"${'x'.repeat(LONGEST_LINE)}","event"`)),
  ],
  ['no JSON', () => 'record'],
  ['empty', () => ''],
])('a line that is %s is no record', { tags: ['LOG-5'] }, async (_, change) => {
  const { lines } = await writeLog('orchestrator', entries(1))
  const response = await trail.sendLines('orchestrator', [lines[0]!, change(lines[1]!)])
  expect(response.status).toBe(400)
  expect((await stateOf('orchestrator')).head).toBe(null)
  expect(trail.audit.records.at(-1)).toMatchObject({ outcome: 'failure', reason: 'record_invalid' })
  expect((await trail.sendLines('orchestrator', lines)).status).toBe(200)
})

test('a body of another type, an empty one and one without end are refused', async () => {
  const send = async (init: RequestInit) =>
    (await trail.asService('orchestrator', '/api/logs/orchestrator', init)).status
  expect(await send({ ...ndjson(['{}']), headers: { 'content-type': 'application/json' } })).toBe(400)
  expect(await send(ndjson([]))).toBe(400)
  expect(await send(ndjson(['x'.repeat(2 * 1024 * 1024)]))).toBe(413)
})

test('the first record has to name the key of the log', { tags: ['LOG-3'] }, async () => {
  const { lines } = await writeLog('orchestrator', [])
  const nameless = reseal(lines[0]!, (text) => text.replace('checkpoint_key', 'another_member'))
  expect((await trail.sendLines('orchestrator', [nameless])).status).toBe(400)
})

test('many who send the same log at once end at one chain', { tags: ['LOG-5'] }, async () => {
  const { lines } = await writeLog('orchestrator', entries(20))
  const batches = Array.from({ length: 8 }, (_, index) => lines.slice(0, 7 + index * 2))
  const answers = await Promise.all(batches.map((batch) => trail.sendLines('orchestrator', batch)))
  expect(answers.map(({ status }) => status)).toEqual(batches.map(() => 200))
  expect(await trail.store.events.last()).toBe(21)
  expect(await trail.store.verify()).toMatchObject([{ log: 'orchestrator', records: 21, ok: true }])
})

test('a service sends its own log and its replicas’, and nobody else’s', { tags: ['LOG-5'] }, async () => {
  const { lines } = await writeLog('mock-graph', entries(1))
  const foreign = await trail.sendLines('orchestrator', lines, 'mock-graph')
  expect(foreign.status).toBe(403)
  expect((await trail.asService('orchestrator', '/api/logs/mock-graph')).status).toBe(403)
  // The name of its own log, and another's records in it.
  expect((await trail.sendLines('orchestrator', lines)).status).toBe(403)
  expect(trail.audit.records.slice(-3).map(({ reason }) => reason)).toEqual(
    Array(3).fill('log_of_another_service'),
  )
  for (const log of ['mock-graph', 'mock-graph.2', 'mock-graph.pod-7f.2'])
    expect((await trail.sendLines('mock-graph', lines, log)).status).toBe(200)
  expect((await trail.sendLines('mock-graph', lines, 'mock-graph%2F..')).status).toBe(400)
})

test(
  'nobody sends records in a person’s name, and no application without the permission',
  { tags: ['LOG-5', 'DEL-2'] },
  async () => {
    const { lines } = await writeLog('orchestrator', entries(1))
    const as = async (token: string) =>
      (await trail.call(token, '/api/logs/orchestrator', ndjson(lines))).status
    const azp = 'a1b00000-0000-4000-8000-000000004401'
    expect(await as(await trail.personToken({ azp, claims: { roles: ['Audit.Write'] } }))).toBe(403)
    expect(await as(await trail.serviceToken('orchestrator', { claims: { roles: ['Auditor'] } }))).toBe(403)
    expect(trail.audit.records.slice(-2).map(({ reason }) => reason)).toEqual([
      'role_missing',
      'role_missing',
    ])
    expect(await as(await trail.serviceToken('orchestrator'))).toBe(200)
  },
)

test(
  'checkpoints are kept when the key that record 0 names has signed them',
  { tags: ['LOG-3'] },
  async () => {
    const { lines, checkpoints, keyLine } = await writeLog('orchestrator', entries(3))
    const send = (body: readonly string[], service = 'orchestrator') =>
      trail.asService(service, '/api/logs/orchestrator/checkpoints', ndjson(body))
    expect((await conflictOf(await send([keyLine, ...checkpoints]))).error).toBe('ahead')
    await trail.sendLines('orchestrator', lines)
    expect((await conflictOf(await send(checkpoints))).error).toBe('key_unknown')
    const taken = await send([keyLine, ...checkpoints])
    expect(CheckpointsTaken.parse(await taken.json())).toEqual({ checkpoint: 3 })
    // The key is known now; and a repetition changes nothing.
    expect((await send(checkpoints)).status).toBe(200)
    expect((await send(checkpoints, 'mock-graph')).status).toBe(403)
    expect((await stateOf('orchestrator')).checkpoint).toBe(3)
  },
)

test(
  'a checkpoint by another key, of another record or of a log written anew is refused, and recorded',
  { tags: ['LOG-3'] },
  async () => {
    const log = await writeLog('orchestrator', entries(3))
    const other = await writeLog('orchestrator', entries(3))
    await trail.sendLines('orchestrator', log.lines)
    const send = (body: readonly string[]) =>
      trail.asService('orchestrator', '/api/logs/orchestrator/checkpoints', ndjson(body))
    expect((await conflictOf(await send([other.keyLine, ...other.checkpoints]))).error).toBe('foreign_key')
    expect((await conflictOf(await send([log.keyLine, ...other.checkpoints]))).error).toBe('foreign_key')
    const forged = log.checkpoints.map((line) => line.replace(/"seq":\d+/, '"seq":1'))
    expect((await conflictOf(await send([log.keyLine, ...forged]))).error).toBe('foreign_key')
    expect((await stateOf('orchestrator')).checkpoint).toBe(null)
    // The same key: somebody with the service's files wrote its log anew. Here, from record 2 on.
    const rewritten = await writeLog('orchestrator', entries(2), log.stateDir)
    const ahead = rewritten.checkpoints.slice(log.checkpoints.length)
    expect((await conflictOf(await send([log.keyLine, ...ahead]))).error).toBe('ahead')
    expect(trail.audit.records.filter(({ event }) => event === 'log_received')).toHaveLength(3)
    expect((await send(['no checkpoint'])).status).toBe(400)
  },
)
