import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ChainedRecord } from './chain.ts'
import { auditFiles, type AuditFiles } from './files.ts'
import { openAuditLog, type AuditLogOptions } from './log.ts'
import type { AuditEntry } from './record.ts'

/** For tests: folders of state, and logs in them. */
export const entry: AuditEntry = {
  event: 'token_accepted',
  outcome: 'success',
  subject: { tid: 't', oid: 'o' },
}

export function newFiles(service = 's'): AuditFiles & { stateDir: string } {
  const stateDir = mkdtempSync(join(tmpdir(), 'audit-'))
  return { stateDir, ...auditFiles(stateDir, service) }
}

export const linesOf = (file: string): string[] => readFileSync(file, 'utf8').split('\n').slice(0, -1)

export const recordsOf = (file: string): ChainedRecord[] =>
  linesOf(file).map((line) => JSON.parse(line) as ChainedRecord)

/** A log with so many entries, closed. Record 0 is the log's own. */
export async function writeLog(count: number, options: Partial<AuditLogOptions> = {}) {
  const files = newFiles(options.service)
  const log = openAuditLog({ stateDir: files.stateDir, service: files.service, ...options })
  for (let n = 1; n <= count; n += 1) log.write({ ...entry, diagnostics: { n } })
  await log.close()
  return files
}
