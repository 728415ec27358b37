import { ALICE, BOB } from '@chain-of-trust/testkit'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { aliceDid, entryOf, startTrail, writeLog, type TestTrail } from '../trail.fixture.ts'
import { readReceivedLines } from '../store/received-line.ts'
import { Event } from '../wire.ts'

let trail: TestTrail
beforeEach(async () => {
  trail = await startTrail({ times: { poll: 20, heartbeat: 40 } })
  return () => trail.app.close()
})

/** Reads a stream until `done` is content with all of it. */
async function readUntil(response: Response, done: (text: string) => boolean): Promise<string> {
  expect(response.status).toBe(200)
  const reader = response.body!.getReader()
  const decoder = new TextDecoder()
  let text = ''
  while (!done(text)) {
    const { value, done: over } = await reader.read()
    if (over) break
    text += decoder.decode(value, { stream: true })
  }
  await reader.cancel()
  return text
}
const eventsIn = (text: string) =>
  text
    .split('\n\n')
    .filter((block) => block.startsWith('id: '))
    .map((block) => Event.parse(JSON.parse(block.slice(block.indexOf('data: ') + 6))))
const whole = (count: number) => (text: string) =>
  eventsIn(text.slice(0, text.lastIndexOf('\n\n'))).length >= count
const ended = (text: string) => text.includes('event: end')

test('what is taken in reaches those who may see it', { tags: ['LOG-6'] }, async () => {
  const stream = await trail.asPerson(ALICE, '/api/events/stream')
  const auditors = await trail.asAuditor('/api/events/stream')
  expect(stream.headers.get('content-type')).toContain('text/event-stream')
  expect(stream.headers.get('x-accel-buffering')).toBe('no')
  const { lines } = await writeLog('orchestrator', [
    aliceDid('a'),
    entryOf(BOB),
    entryOf(undefined),
    aliceDid('b'),
  ])
  await trail.sendLines('orchestrator', lines)
  expect(eventsIn(await readUntil(stream, whole(2))).map(({ seq }) => seq)).toEqual([1, 4])
  expect(eventsIn(await readUntil(auditors, whole(5))).map(({ seq }) => seq)).toEqual([0, 1, 2, 3, 4])
})

test('a stream that broke off goes on after the last event, with nothing lost and nothing twice', async () => {
  const { lines } = await writeLog(
    'orchestrator',
    Array.from({ length: 250 }, () => aliceDid('a')),
  )
  await trail.sendLines('orchestrator', lines.slice(0, 100))
  const first = eventsIn(
    await readUntil(await trail.asPerson(ALICE, '/api/events/stream?after=0'), whole(40)),
  )
  const last = first.at(-1)!.id
  await trail.sendLines('orchestrator', lines.slice(100))
  const headers = { 'last-event-id': String(last) }
  const rest = await trail.asPerson(ALICE, '/api/events/stream?after=0', { headers })
  const missing = 250 - first.length
  const seqs = [...first, ...eventsIn(await readUntil(rest, whole(missing)))].map(({ seq }) => seq)
  expect(seqs).toEqual(Array.from({ length: 250 }, (_, index) => index + 1))
})

test('another person’s event id shows nothing of theirs', { tags: ['LOG-6'] }, async () => {
  const { lines } = await writeLog('orchestrator', [aliceDid('a'), aliceDid('b'), entryOf(BOB)])
  await trail.sendLines('orchestrator', lines)
  const stream = await trail.asPerson(BOB, '/api/events/stream', { headers: { 'last-event-id': '1' } })
  expect(eventsIn(await readUntil(stream, whole(1))).map(({ record }) => record.subject?.oid)).toEqual([BOB])
})

test('a quiet stream is kept open by a comment', async () => {
  const stream = await trail.asPerson(ALICE, '/api/events/stream')
  expect(await readUntil(stream, (text) => text.endsWith('\n: \n\n'))).toContain(': \n\n')
})

test(
  'a stream ends with its person’s sessions, and with nobody else’s',
  { tags: ['LOG-6', 'CAE-1'] },
  async () => {
    const stream = await trail.asPerson(ALICE, '/api/events/stream')
    const other = await trail.asPerson(BOB, '/api/events/stream')
    trail.revocations.flush({ tid: trail.issuer.tenant })
    trail.revocations.revoke({ tid: trail.issuer.tenant, oid: ALICE }, Date.now() / 1000 + 60)
    expect(await readUntil(stream, ended)).toContain('event: end\ndata: {"reason":"token_revoked"}')
    expect((await trail.asPerson(ALICE, '/api/events/stream')).status).toBe(401)
    const { lines } = await writeLog('orchestrator', [aliceDid('a'), entryOf(BOB)])
    await trail.sendLines('orchestrator', lines)
    expect(eventsIn(await readUntil(other, whole(1)))).toHaveLength(1)
  },
)

test('a stream ends with its token', async () => {
  const token = await trail.personToken({ expiresIn: 1 })
  const stream = await trail.call(token, '/api/events/stream')
  expect(await readUntil(stream, ended)).toContain('{"reason":"token_expired"}')
})

test('a person has a few streams at a time; one that is closed makes room', async () => {
  const streams = await Promise.all(
    Array.from({ length: 8 }, () => trail.asPerson(ALICE, '/api/events/stream')),
  )
  expect(streams.map(({ status }) => status)).toEqual(Array(8).fill(200))
  expect((await trail.asPerson(ALICE, '/api/events/stream')).status).toBe(429)
  streams.push(await trail.asPerson(BOB, '/api/events/stream'))
  expect(streams.at(-1)?.status).toBe(200)
  await Promise.all(streams.map((stream) => stream.body!.cancel()))
  const again = async () => {
    const stream = await trail.asPerson(ALICE, '/api/events/stream')
    await stream.body!.cancel()
    return stream.status
  }
  await expect.poll(again).toBe(200)
})

test('who takes nothing is cut, and holds no more than a page', async () => {
  const slow = await startTrail({ times: { stalled: 100 } })
  onTestFinished(() => slow.app.close())
  const filler = { diagnostics: { filler: 'x'.repeat(8000) } }
  const { lines } = await writeLog(
    'orchestrator',
    Array.from({ length: 2000 }, () => aliceDid('a', filler)),
  )
  for (let at = 0; at < lines.length; at += 100)
    await slow.sendLines('orchestrator', lines.slice(at, at + 100))
  const stream = await slow.asPerson(ALICE, '/api/events/stream?after=0')
  const reader = stream.body!.getReader()
  // Sixteen megabytes wait, and nobody reads them: what the connection itself buffers comes, and then its end.
  await expect
    .poll(() => new Promise((resolve) => slow.app.server.getConnections((_, open) => resolve(open))))
    .toBe(0)
  const read = async () => {
    let length = 0
    for (;;) {
      const { value, done } = await reader.read()
      if (done) return length
      length += value.length
    }
  }
  await expect(read()).rejects.toThrow('terminated')
})

test('who reads here is not told of their own reading, unless they ask', async () => {
  const { lines } = await writeLog('audit-trail', [aliceDid('a')])
  await trail.store.logs.take('audit-trail', readReceivedLines(Buffer.from(lines.join('\n')), 'audit-trail'))
  const orchestrator = await writeLog('orchestrator', [aliceDid('b')])
  await trail.sendLines('orchestrator', orchestrator.lines)
  const usual = await trail.asPerson(ALICE, '/api/events/stream?after=0')
  expect(eventsIn(await readUntil(usual, whole(1))).map(({ log }) => log)).toEqual(['orchestrator'])
  const asked = await trail.asPerson(ALICE, '/api/events/stream?after=0&service=audit-trail')
  expect(eventsIn(await readUntil(asked, whole(1))).map(({ log }) => log)).toEqual(['audit-trail'])
})
