import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openServiceAuditLog } from './audit-log.ts'
import { ConfigError } from './config-error.ts'

test('a service whose audit log is held by another does not start, and says why', async () => {
  const config = { STATE_DIR: mkdtempSync(join(tmpdir(), 'state-')) }
  const log = openServiceAuditLog('mock-graph', config)
  expect(() => openServiceAuditLog('mock-graph', config)).toThrow(ConfigError)
  expect(() => openServiceAuditLog('mock-graph', config)).toThrow(
    /mock-graph.lock is held by another process/,
  )
  await log.close()
})
