import { appendFileSync, mkdtempSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { auditFiles, openAuditLog, type AuditLog } from '@chain-of-trust/auth-core'
import { afterEach, expect, test, vi } from 'vitest'
import { forwardAuditLogs, type Forwarder, type ForwarderOptions } from './forwarder.ts'
import { createTrail } from './trail.fixture.ts'

const PATIENT = { timeout: 20_000 }
const running: (Forwarder | AuditLog)[] = []
afterEach(async () => {
  for (const one of running.splice(0)) await ('stop' in one ? one.stop() : one.close())
})

function createLog(slot?: number, stateDir = mkdtempSync(join(tmpdir(), 'chain-of-trust-'))) {
  const log = openAuditLog({ stateDir, service: 'test', ...(slot === undefined ? {} : { slot }) })
  running.push(log)
  const files = auditFiles(stateDir, 'test', '', slot)
  const write = (count: number) => {
    for (let i = 0; i < count; i += 1)
      log.write({ event: 'token_accepted', outcome: 'success', tool: `tool-${i}` })
  }
  const lines = () => readFileSync(files.log, 'utf8').split('\n').slice(0, -1)
  return { log, stateDir, files, write, lines }
}

function start(options: Pick<ForwarderOptions, 'stateDir' | 'fetch'> & Partial<ForwarderOptions>) {
  const said: string[] = []
  const errors: unknown[] = []
  const log = {
    warn: (_about: object, text: string) => void said.push(text),
    error: (about: object, text: string) => {
      said.push(text)
      errors.push('err' in about ? about.err : about)
    },
  }
  const times = { linger: 0, idle: 10, others: 10, backoff: 1, longest: 5, quiet: 0, lastPatience: 5000 }
  const url = 'http://localhost:4430'
  const forwarder = forwardAuditLogs({ service: 'test', own: 'test', url, log, times, ...options })
  running.unshift(forwarder)
  return { forwarder, said, errors }
}

test(
  'every line arrives as it stands in the file, in order, more than one request holds, with its checkpoints',
  { tags: ['LOG-5'] },
  async () => {
    const { trail, fetch } = createTrail()
    const { log, files, write, lines, stateDir } = createLog()
    write(1200)
    const { forwarder } = start({ stateDir, fetch })
    log.onWritten?.(() => forwarder.wake())
    await vi.waitFor(() => expect(trail.lines.get('test')).toEqual(lines()), PATIENT)
    write(3)
    await vi.waitFor(() => expect(trail.lines.get('test')).toEqual(lines()), PATIENT)
    await log.close()
    await forwarder.stop()
    const [key, ...sent] = trail.checkpoints
    expect(key).toMatch(/^\{"spki":"[A-Za-z0-9+/=]+"\}$/)
    expect(sent).toEqual(
      expect.arrayContaining(readFileSync(files.checkpoints, 'utf8').trimEnd().split('\n').slice(-1)),
    )
  },
)

test.each<[string, (trail: ReturnType<typeof createTrail>['trail']) => () => void]>([
  [
    'is away',
    (trail) => {
      trail.away = true
      return () => (trail.away = false)
    },
  ],
  [
    'answers 503',
    (trail) => {
      trail.status = 503
      return () => (trail.status = 200)
    },
  ],
])('while audit-trail %s nothing waits for it, and afterwards nothing is missing', async (_what, fail) => {
  const { trail, fetch } = createTrail()
  const { write, lines, stateDir } = createLog()
  const { said } = start({ stateDir, fetch })
  await vi.waitFor(() => expect(trail.lines.get('test')).toEqual(lines()), PATIENT)
  const mend = fail(trail)
  write(50)
  await vi.waitFor(() => expect(said).toHaveLength(1), PATIENT)
  const before = trail.requests
  await vi.waitFor(() => expect(trail.requests).toBeGreaterThan(before), PATIENT)
  expect(trail.lines.get('test')).toHaveLength(1)
  mend()
  await vi.waitFor(() => expect(trail.lines.get('test')).toEqual(lines()), PATIENT)
  expect(said).toEqual(['audit-trail takes no records, trying again; they stay in the log'])
})

test(
  'an answer that was lost on the way is asked about: nothing comes twice, nothing is left out',
  { tags: ['LOG-5'] },
  async () => {
    const { trail, fetch } = createTrail()
    const { write, lines, stateDir } = createLog()
    let lost = 0
    const lossy = async (input: string, init: RequestInit) => {
      const response = await fetch(input, init)
      if (init.method === 'POST' && lost < 3) {
        lost += 1
        throw new TypeError('the connection broke off')
      }
      return response
    }
    write(700)
    start({ stateDir, fetch: lossy })
    await vi.waitFor(() => expect(trail.lines.get('test')).toEqual(lines()), PATIENT)
    // The third is that of the checkpoints, which are sent after the lines.
    await vi.waitFor(() => expect(lost).toBe(3), PATIENT)
  },
)

test('a forwarder that starts anew goes on where audit-trail is, and remembers nothing itself', async () => {
  const { trail, fetch } = createTrail()
  const { write, lines, stateDir } = createLog()
  write(20)
  const first = start({ stateDir, fetch })
  await vi.waitFor(() => expect(trail.lines.get('test')).toHaveLength(21), PATIENT)
  await first.forwarder.stop()
  write(20)
  const held = trail.lines.get('test')!
  // Restored from a backup of an hour ago: it lacks what it once had.
  trail.lines.set('test', held.slice(0, 7))
  start({ stateDir, fetch })
  await vi.waitFor(() => expect(trail.lines.get('test')).toEqual(lines()), PATIENT)
})

test('a line that is still being written waits until it is whole', async () => {
  const { trail, fetch } = createTrail()
  const { files, lines, stateDir } = createLog()
  const half = '{"seq":1,"time":"20'
  appendFileSync(files.log, half)
  start({ stateDir, fetch })
  const before = trail.requests
  await vi.waitFor(() => expect(trail.lines.get('test')).toHaveLength(1), PATIENT)
  await vi.waitFor(() => expect(trail.requests).toBeGreaterThan(before), PATIENT)
  expect(trail.lines.get('test')).toEqual(lines())
  truncateSync(files.log, readFileSync(files.log).length - half.length)
})

test('what another process of the service left behind is sent too', async () => {
  const { trail, fetch } = createTrail()
  const { stateDir } = createLog()
  const other = createLog(2, stateDir)
  other.write(5)
  writeFileSync(join(stateDir, 'audit', 'test-other.jsonl'), 'somebody else’s\n')
  start({ stateDir, fetch })
  await vi.waitFor(() => expect(trail.lines.get('test.2')).toEqual(other.lines()), PATIENT)
  expect([...trail.lines.keys()].sort()).toEqual(['test', 'test.2'])
})

test('several machines, each with its own folder, have logs of their own names', async () => {
  const { trail, fetch } = createTrail()
  const { stateDir } = createLog()
  createLog(2, stateDir)
  start({ stateDir, fetch, instance: 'pod-1' })
  await vi.waitFor(
    () => expect([...trail.lines.keys()].sort()).toEqual(['test.pod-1', 'test.pod-1.2']),
    PATIENT,
  )
})

test.each<[string, RegExp, (log: ReturnType<typeof createLog>) => void]>([
  [
    'cut, together with its checkpoints',
    /ends at record 3, but audit-trail holds it up to 10: it was cut/,
    ({ files, lines }) => writeFileSync(files.log, `${lines().slice(0, 4).join('\n')}\n`),
  ],
  [
    'written anew, as a whole chain',
    /has another record 10 than audit-trail: it was written anew/,
    ({ files }) => {
      const forged = createLog()
      forged.write(30)
      writeFileSync(files.log, `${forged.lines().join('\n')}\n`)
    },
  ],
])('a log that was %s is said so, once and loudly, and not sent', async (_what, message, tamper) => {
  const { trail, fetch } = createTrail()
  const log = createLog()
  log.write(10)
  const { forwarder } = start({ stateDir: log.stateDir, fetch })
  await vi.waitFor(() => expect(trail.lines.get('test')).toHaveLength(11), PATIENT)
  await forwarder.stop()
  tamper(log)
  const { said, errors } = start({ stateDir: log.stateDir, fetch })
  await vi.waitFor(() => expect(errors).toHaveLength(1), PATIENT)
  const before = trail.requests
  await vi.waitFor(() => expect(trail.requests).toBeGreaterThan(before + 3), PATIENT)
  expect(said).toEqual(['the audit log is not the one that was sent'])
  expect(String(errors[0])).toMatch(message)
  expect(trail.lines.get('test')).toHaveLength(11)
  // The file is no log any more: it is not to be closed as one.
  running.splice(0).forEach((one) => 'stop' in one && void one.stop())
})

test('a log that was tampered with does not hold up that of its neighbour, and audit-trail is not blamed for it', async () => {
  const { trail, fetch } = createTrail()
  const { log, write, lines, stateDir } = createLog()
  const other = createLog(2, stateDir)
  await other.log.close()
  appendFileSync(other.files.log, 'not a record\n')
  const times = {
    linger: 0,
    idle: 10,
    others: 10,
    backoff: 600_000,
    longest: 600_000,
    quiet: 0,
    lastPatience: 10,
  }
  const { forwarder, said } = start({ stateDir, fetch, times })
  log.onWritten?.(() => forwarder.wake())
  await vi.waitFor(() => expect(said).toHaveLength(1), PATIENT)
  write(3)
  // After a round that counts as failed it would be ten minutes.
  await vi.waitFor(() => expect(trail.lines.get('test')).toEqual(lines()), PATIENT)
  expect(said).toEqual(['the audit log is not the one that was sent'])
})

test('a fork that audit-trail sees is not gone on with', { tags: ['LOG-5'] }, async () => {
  const { fetch } = createTrail()
  const { write, lines, stateDir } = createLog()
  write(10)
  const forking = (input: string, init: RequestInit) =>
    init.method === 'POST'
      ? Promise.resolve(Response.json({ error: 'forked', head: null }, { status: 409 }))
      : fetch(input, init)
  const { said, errors } = start({ stateDir, fetch: forking })
  await vi.waitFor(() => expect(errors).toHaveLength(1), PATIENT)
  expect(String(errors[0])).toMatch(/audit-trail does not take .+test\.jsonl \(forked\)/)
  expect(said).toEqual(['the audit log is not the one that was sent'])
  expect(lines()).toHaveLength(11)
})

test('what a service records last is sent when it ends', async () => {
  const { trail, fetch } = createTrail()
  const { log, write, lines, stateDir } = createLog()
  trail.away = true
  // It has failed, and would not try again by itself.
  const { forwarder, said } = start({
    stateDir,
    fetch,
    times: { quiet: 0, backoff: 600_000, longest: 600_000, lastPatience: 60_000 },
  })
  await vi.waitFor(() => expect(said).toHaveLength(1), PATIENT)
  write(5)
  await log.close()
  trail.away = false
  await forwarder.stop()
  expect(trail.lines.get('test')).toEqual(lines())
})
