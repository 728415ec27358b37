import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openAuditLog, type AuditLog } from '@chain-of-trust/auth-core'

/** A real audit log, removed at the end; or one that forgets, to see what the records cost. */
export function auditLog(real: boolean): AuditLog {
  if (!real) return { write: () => undefined, close: () => Promise.resolve() }
  const folder = mkdtempSync(join(tmpdir(), 'bench-audit-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  return openAuditLog({ stateDir: folder, service: 'bench' })
}
