import {
  appendFileSync,
  existsSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { expect, test, vi } from 'vitest'
import { BEFORE_FIRST, ChainedRecord, readChainedLine } from './chain.ts'
import { isSignedBy, readCheckpoint } from './checkpoint.ts'
import { readAuditPublicKey } from './key.ts'
import { openAuditLog } from './log.ts'
import { verifyAuditLog } from './verify.ts'
import { entry, linesOf, newFiles, recordsOf, writeLog } from './audit.fixture.ts'

const open = ({ stateDir, service }: { stateDir: string; service: string }) =>
  openAuditLog({ stateDir, service })

test('a record is in the file when write returns, numbered and chained to the one before', async () => {
  const files = newFiles('orchestrator')
  const log = open(files)
  log.write(entry)
  log.write({ ...entry, outcome: 'failure', reason: 'token_expired' })
  const [first, second, third] = recordsOf(files.log).map((record) => ChainedRecord.parse(record))
  expect(first).toMatchObject({ seq: 0, event: 'log_started', prev: BEFORE_FIRST.hash })
  expect(second).toMatchObject({ ...entry, seq: 1, prev: first?.hash, service: 'orchestrator' })
  expect(third).toMatchObject({ seq: 2, prev: second?.hash, reason: 'token_expired' })
  await log.close()
})

test('nobody else on the machine may read the log or the key', async () => {
  const files = await writeLog(1)
  for (const file of [files.log, files.checkpoints, files.privateKey]) {
    expect(statSync(file).mode & 0o077).toBe(0)
  }
  expect(readFileSync(files.publicKey, 'utf8')).toContain('BEGIN PUBLIC KEY')
})

test('the chain goes on after a restart, under the same key', async () => {
  const files = await writeLog(2)
  const log = open(files)
  log.write(entry)
  await log.close()
  expect(recordsOf(files.log).map(({ seq }) => seq)).toEqual([0, 1, 2, 3])
  expect(verifyAuditLog(files)).toMatchObject({ ok: true, records: 4, unwitnessed: 0 })
})

test('many requests at once: the order of the file is the order of the chain', async () => {
  const files = newFiles()
  const log = open(files)
  await Promise.all(
    Array.from({ length: 200 }, async (_, n) => {
      await new Promise((resolve) => setTimeout(resolve, n % 7))
      log.write({ ...entry, diagnostics: { n } })
    }),
  )
  await log.close()
  expect(verifyAuditLog(files)).toMatchObject({ ok: true, records: 201 })
})

test('the last line is found however long it is', async () => {
  const files = await writeLog(1)
  for (let n = 0; n < 2; n += 1) {
    const log = open(files)
    log.write({ ...entry, user_agent: 'x'.repeat(200_000) })
    await log.close()
  }
  expect(verifyAuditLog(files)).toMatchObject({ ok: true, records: 4 })
})

test('a second writer is refused while the first has the log open, and let in after it', async () => {
  const files = newFiles()
  const first = open(files)
  expect(() => open(files)).toThrow(/held by another process: two writers would fork the chain/)
  await first.close()
  await open(files).close()
})

// Checkpoints

test('a checkpoint comes after so many records, signed, and one at the end', async () => {
  const files = newFiles()
  const log = openAuditLog({
    stateDir: files.stateDir,
    service: 's',
    every: { records: 10, milliseconds: 60_000 },
  })
  for (let n = 0; n < 10; n += 1) log.write(entry)
  await vi.waitFor(() => expect(linesOf(files.checkpoints)).toHaveLength(2), { timeout: 20_000 })
  for (let n = 0; n < 5; n += 1) log.write(entry)
  await log.close()
  const checkpoints = linesOf(files.checkpoints).map((line) => readCheckpoint(Buffer.from(line))!)
  expect(checkpoints.map(({ seq }) => seq)).toEqual([0, 10, 15])
  const hashes = recordsOf(files.log).map(({ hash }) => hash)
  const key = readAuditPublicKey(files.publicKey)
  for (const checkpoint of checkpoints) {
    expect(checkpoint.hash).toBe(hashes[checkpoint.seq])
    expect(isSignedBy(checkpoint, key)).toBe(true)
    expect(isSignedBy({ ...checkpoint, seq: checkpoint.seq + 1 }, key)).toBe(false)
  }
})

test('a checkpoint comes soon after a single record', async () => {
  const files = newFiles()
  const log = openAuditLog({
    stateDir: files.stateDir,
    service: 's',
    every: { records: 1000, milliseconds: 20 },
  })
  log.write(entry)
  await vi.waitFor(() => expect(linesOf(files.checkpoints)).toHaveLength(2), { timeout: 20_000 })
  await log.close()
  expect(linesOf(files.checkpoints)).toHaveLength(2)
})

// After a crash

test.each(['{"seq":4,"time":"20', '{', JSON.stringify({ seq: 3 })])(
  'half a line (%s) is moved aside and recorded',
  async (torn) => {
    const files = await writeLog(2)
    appendFileSync(files.log, torn)
    expect(verifyAuditLog(files).faults).toMatchObject([{ kind: 'torn', line: 4, seq: 3 }])
    const log = open(files)
    log.write(entry)
    await log.close()
    const records = recordsOf(files.log)
    expect(records.map(({ event }) => event).slice(2)).toEqual([
      'token_accepted',
      'log_repaired',
      'token_accepted',
    ])
    expect(records[3]?.diagnostics).toMatchObject({ torn_bytes: torn.length })
    expect(readFileSync(files.torn, 'utf8')).toBe(`${torn}\n`)
    expect(verifyAuditLog(files)).toMatchObject({ ok: true, records: 5 })
  },
)

test('a log torn in its very first line begins anew', async () => {
  const files = newFiles()
  await open(files).close()
  rmSync(files.checkpoints)
  truncateSync(files.log, 50)
  await open(files).close()
  expect(recordsOf(files.log).map(({ event }) => event)).toEqual(['log_started', 'log_repaired'])
  expect(verifyAuditLog(files).ok).toBe(true)
})

test('half a checkpoint is cut off: its records still stand in the log', async () => {
  const files = await writeLog(2)
  appendFileSync(files.checkpoints, '{"service":"s","se')
  expect(verifyAuditLog(files).faults).toMatchObject([{ kind: 'torn', in: 'checkpoints' }])
  await open(files).close()
  expect(verifyAuditLog(files).ok).toBe(true)
})

// Not gone on with

test('a log that was cut while the service was down is not gone on with', async () => {
  const files = await writeLog(5)
  writeFileSync(files.log, `${linesOf(files.log).slice(0, 3).join('\n')}\n`)
  expect(() => open(files)).toThrow(/ends at record 2, but record 5 was witnessed at .*evidence/)
  rmSync(files.log)
  expect(() => open(files)).toThrow(/is empty, but record 5/)
  expect(verifyAuditLog(files).faults).toMatchObject([{ kind: 'truncated', seq: 0 }])
})

test('a log without its checkpoints is not gone on with', async () => {
  const files = await writeLog(5)
  rmSync(files.checkpoints)
  expect(() => open(files)).toThrow(/checkpoints of .* are gone/)
})

test('a log is not gone on with under another key', async () => {
  const files = await writeLog(5)
  rmSync(files.privateKey)
  rmSync(files.publicKey)
  expect(() => open(files)).toThrow(/not the key that .* began with/)
})

test('a last line that is no record of this log is not gone on with', async () => {
  const files = await writeLog(1)
  appendFileSync(files.log, '{"time":"2026-01-01T00:00:00.000Z","service":"s"}\n')
  expect(() => open(files)).toThrow(/last line is no record of this log/)
  appendFileSync(files.checkpoints, 'nonsense\n')
  expect(() => open(files)).toThrow(/last line is no checkpoint/)
})

// While it runs

test('what cannot be recorded fails', async () => {
  const log = open(newFiles())
  await log.close()
  expect(() => log.write(entry)).toThrow(/EBADF/)
})

test.each([
  ['cut', (file: string) => truncateSync(file, 10)],
  ['removed', (file: string) => rmSync(file)],
  ['written to', (file: string) => appendFileSync(file, '{}\n')],
])(
  'a log that somebody has %s is noticed at the next checkpoint, and nothing more is recorded',
  async (_, harm) => {
    const files = newFiles()
    const log = openAuditLog({
      stateDir: files.stateDir,
      service: 's',
      every: { records: 1, milliseconds: 1 },
    })
    log.write(entry)
    await vi.waitFor(() => expect(linesOf(files.checkpoints)).toHaveLength(2), { timeout: 20_000 })
    harm(files.log)
    log.write(entry)
    expect(() => log.write(entry)).toThrow(/cut, replaced or written to by somebody else/)
    await expect(log.close()).rejects.toThrow(/by somebody else/)
  },
)

test('a record is what its hash says, to the byte', async () => {
  const files = await writeLog(1)
  const line = linesOf(files.log)[1]!
  expect(readChainedLine(Buffer.from(line))).toMatchObject({ seq: 1, service: 's' })
  expect(readChainedLine(Buffer.from(line.replace('token_accepted', 'token_Accepted')))).toBeUndefined()
  expect(readChainedLine(Buffer.from(line.replace('"seq":1,', '"seq": 1,')))).toBeUndefined()
  expect(existsSync(files.torn)).toBe(false)
})
