import { closeSync, fchmodSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** Readable by our account alone. */
const MODE = 0o600
/** Milliseconds that a statement waits for another process's transaction. */
const BUSY = 5000

/**
 * Opens or makes a SQLite file under STATE_DIR that our account alone can read. What was written is on the disk when
 * the statement returns: an answer that depends on it survives a power cut.
 * @param file path, or `:memory:`
 */
export function openStateDatabase(file: string): DatabaseSync {
  if (file !== ':memory:') {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    // SQLite would make it readable by everybody on the machine; its journals take over the mode.
    const descriptor = openSync(file, 'a', MODE)
    fchmodSync(descriptor, MODE)
    closeSync(descriptor)
  }
  const database = new DatabaseSync(file, { timeout: BUSY })
  database.exec('pragma journal_mode = wal; pragma synchronous = full;')
  return database
}
