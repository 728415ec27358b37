import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { openAuditLog } from './log.ts'
import { verifyAuditLog } from './verify.ts'
import { entry, newFiles, recordsOf } from './audit.fixture.ts'

const WRITER = fileURLToPath(new URL('writer.fixture.ts', import.meta.url))

async function startWriter(stateDir: string, bytes: number) {
  const child = spawn(process.execPath, [WRITER, stateDir, String(bytes)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  return child
}

test('killed in the middle of its work, a log verifies after the next start, and what was torn is recorded', async () => {
  const files = newFiles()
  let before = 0
  for (let round = 1; round <= 4; round += 1) {
    // A write of this size takes long enough for a kill to come in the middle of it.
    const child = await startWriter(files.stateDir, round % 2 === 0 ? 200 : 700_000)
    await new Promise((resolve) => setTimeout(resolve, 40 * round))
    child.kill('SIGKILL')
    await once(child, 'exit')
    const torn = verifyAuditLog(files).faults.map(({ kind }) => kind)
    expect(['', 'torn']).toContain(torn.join())

    const log = openAuditLog({ stateDir: files.stateDir, service: 's' })
    log.write(entry)
    await log.close()
    const report = verifyAuditLog(files)
    expect(report).toMatchObject({ ok: true, unwitnessed: 0 })
    expect(report.records).toBeGreaterThan(before)
    before = report.records
    const repaired = recordsOf(files.log).at(-2)?.event === 'log_repaired'
    expect(repaired).toBe(torn.length === 1)
  }
  expect(existsSync(files.torn)).toBe(recordsOf(files.log).some(({ event }) => event === 'log_repaired'))
}, 30_000)

test('a second process is refused while the first writes, and let in when that was killed', async () => {
  const files = newFiles()
  const child = await startWriter(files.stateDir, 10)
  expect(() => openAuditLog({ stateDir: files.stateDir, service: 's' })).toThrow(
    /s.lock is held by another process: two writers would fork the chain/,
  )
  child.kill('SIGKILL')
  await once(child, 'exit')
  await openAuditLog({ stateDir: files.stateDir, service: 's' }).close()
  expect(verifyAuditLog(files).ok).toBe(true)
})

test('on a full disk a record fails as a whole, and the log stays sound', () => {
  const files = newFiles()
  // The limit on a file's size, in kilobytes, does what a full disk does: half a line is written, and no error said.
  const limited = `ulimit -f 16 && exec "${process.execPath}" "${WRITER}" "${files.stateDir}" 3000 100 2>&1 || true`
  const said = execFileSync('bash', ['-c', limited], { encoding: 'utf8' })
  expect(said).toMatch(/refused after 4: .*(disk full|EFBIG)/)
  expect(verifyAuditLog(files)).toMatchObject({ ok: true, records: 5 })
})
