import { DatabaseSync } from 'node:sqlite'
import { AuditLogHeld } from './log-error.ts'

const SQLITE_BUSY = 5

// A handle that nobody refers to is collected and closed, and its lock with it, while the process may still write.
const HELD = new Set<DatabaseSync>()

/**
 * Locks a log to one writer: two would fork the chain. SQLite's file lock, because the kernel drops it with the
 * process: a process id in a file is stale after kill -9, and every container has a process 1.
 * @returns releases it
 * @throws AuditLogHeld when another process, or another log of this one, holds it
 */
export function lockAuditLog(file: string): () => void {
  const lock = new DatabaseSync(file, { timeout: 0 })
  try {
    lock.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    lock.close()
    if (error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY) {
      throw new AuditLogHeld(
        `${file} is held by another process: two writers would fork the chain. Stop that one (is the service running already?), or give this one another STATE_DIR.`,
      )
    }
    throw error
  }
  HELD.add(lock)
  return () => {
    HELD.delete(lock)
    lock.close()
  }
}
