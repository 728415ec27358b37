import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { lockAuditLog } from './lock.ts'

test('a lock that nobody refers to is held all the same', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'lock-')), 's.lock')
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  lockAuditLog(file)
  for (let round = 0; round < 10; round += 1) {
    collect()
    await sleep(5)
  }
  expect(() => lockAuditLog(file)).toThrow(/is held by another process/)
})

test('a lock that was released can be had again', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'lock-')), 's.lock')
  lockAuditLog(file)()
  const release = lockAuditLog(file)
  expect(() => lockAuditLog(file)).toThrow(/is held by another process/)
  release()
})
