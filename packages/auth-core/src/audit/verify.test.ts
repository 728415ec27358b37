import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readLines, type Line } from './lines.ts'
import { openAuditLog } from './log.ts'
import { verifyAuditLog } from './verify.ts'
import { entry, linesOf, newFiles, writeLog } from './audit.fixture.ts'

test('each line of a long log is read once, and forgotten before the next', async () => {
  const count = 100_000
  const files = await writeLog(count)
  let read = 0
  function* counted(file: string): Generator<Line> {
    for (const line of readLines(file)) {
      read += 1
      const bytes = Buffer.from(line.bytes)
      yield { ...line, bytes }
      // Whoever kept it would find it gone.
      bytes.fill(0)
    }
  }
  const report = verifyAuditLog(files, counted)
  expect(report).toMatchObject({ ok: true, records: count + 1, head: { seq: count } })
  expect(read).toBe(count + 1 + linesOf(files.checkpoints).length)
}, 60_000)

test('a log in which every line is broken does not fill the memory with faults', async () => {
  const files = await writeLog(5000)
  writeFileSync(files.log, readFileSync(files.log, 'utf8').replaceAll('success', 'failure'))
  expect(verifyAuditLog(files).faults.length).toBeLessThanOrEqual(1001)
})

test('a file without line ends is no log', async () => {
  const files = await writeLog(1)
  writeFileSync(files.log, Buffer.alloc(3_000_000, 0x61))
  expect(verifyAuditLog(files).faults[0]).toMatchObject({ kind: 'torn', line: 1 })
})

test('a log that is being written to verifies', async () => {
  const files = newFiles()
  const log = openAuditLog({ stateDir: files.stateDir, service: 's' })
  for (let n = 0; n < 10; n += 1) log.write(entry)
  expect(verifyAuditLog(files)).toMatchObject({ ok: true, records: 11, checkpoints: 1, unwitnessed: 10 })
  await log.close()
})

test('a log begun anew under another key is told from the one that was there', async () => {
  const [ours, theirs] = [await writeLog(3), await writeLog(3)]
  for (const file of ['log', 'checkpoints'] as const) writeFileSync(ours[file], readFileSync(theirs[file]))
  expect(verifyAuditLog(ours).faults.map(({ kind, in: where }) => [kind, where])).toEqual([
    ['foreign_key', 'log'],
    ['foreign_key', 'checkpoints'],
    ['foreign_key', 'checkpoints'],
    ['truncated', 'checkpoints'],
  ])
  // With their public key, too, it is their log: keep a copy of yours elsewhere.
  writeFileSync(ours.publicKey, readFileSync(theirs.publicKey))
  expect(verifyAuditLog(ours).ok).toBe(true)
})

test('the log of another service is not this one', async () => {
  const [ours, theirs] = [await writeLog(3), await writeLog(3, { service: 'other' })]
  for (const file of ['log', 'checkpoints', 'publicKey'] as const) {
    writeFileSync(ours[file], readFileSync(theirs[file]))
  }
  expect(verifyAuditLog(ours).faults[0]).toMatchObject({ kind: 'foreign_log', message: 'a record of other' })
})

test('checkpoints are held to their signature and their order', async () => {
  const files = await writeLog(3)
  const [first, last] = linesOf(files.checkpoints) as [string, string]
  const faultsWith = (...checkpoints: string[]) => {
    writeFileSync(files.checkpoints, checkpoints.map((line) => `${line}\n`).join(''))
    return verifyAuditLog(files).faults.map(({ kind, in: where, line }) => [kind, where, line])
  }
  expect(faultsWith(first, last)).toEqual([])
  expect(faultsWith(first, last.replace('"seq":3', '"seq":2'))).toEqual([['edited', 'checkpoints', 2]])
  expect(faultsWith(first, 'nonsense', last)).toEqual([['edited', 'checkpoints', 2]])
  expect(faultsWith(last, first)).toEqual([['reordered', 'checkpoints', 2]])
  expect(faultsWith()).toEqual([['truncated', 'checkpoints', undefined]])
})

test('without the public key nothing is vouched for', async () => {
  const files = await writeLog(3)
  rmSync(files.publicKey)
  expect(verifyAuditLog(files).faults[0]).toMatchObject({ kind: 'unreadable' })
})
