/** What audit-trail holds of the logs: the witness that a log and its own checkpoints cannot be. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ChainedRecord } from '@chain-of-trust/auth-core'
import { z } from 'zod'
import { repositoryRoot } from '../repository.ts'
import { NoAuditLogs } from './logs.ts'

const Place = z.object({ seq: z.int(), hash: z.string() })

/** One log, as apps/audit-trail/src/store/held.ts says it. */
const HeldLog = z.object({
  log: z.string(),
  /** Hash of record 0. */
  first: z.string().nullable(),
  head: Place.nullable(),
  ok: z.boolean(),
  faults: z.array(z.string()),
})
export type HeldLog = z.infer<typeof HeldLog>

/**
 * Whether there is a store to look at: PostgreSQL by DATABASE_URL, as audit-trail itself is told, or the SQLite file in
 * the folder.
 */
export function isTrailHere(stateDir: string): boolean {
  return (
    process.env['DATABASE_URL'] !== undefined || existsSync(join(stateDir, 'audit-trail', 'audit.sqlite'))
  )
}

/** Every log that audit-trail holds, its chain verified. @throws {NoAuditLogs} when the store does not answer */
export function readHeldLogs(stateDir: string): HeldLog[] {
  return ask(stateDir, 'logs').map((line) => HeldLog.parse(JSON.parse(line)))
}

/** Its records of the requests that an id belongs to. @throws {NoAuditLogs} when the store does not answer */
export function readHeldRecords(stateDir: string, id: string): ChainedRecord[] {
  return ask(stateDir, 'records', id).map((line) => ChainedRecord.parse(JSON.parse(line)))
}

/** In a process of its own, with audit-trail's configuration: only that app knows its tables. */
function ask(stateDir: string, ...question: string[]): string[] {
  const command = join(repositoryRoot, 'apps/audit-trail/src/commands/held.ts')
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...question], {
    encoding: 'utf8',
    env: { ...process.env, STATE_DIR: stateDir },
    maxBuffer: 1024 ** 3,
  })
  if (status === 0) return stdout.split('\n').slice(0, -1)
  throw new NoAuditLogs(`audit-trail’s store could not be read:\n${stderr.trim()}`)
}
