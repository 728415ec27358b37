import { randomUUID } from 'node:crypto'
import { existsSync, rmSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'

/** A process that runs operations, and a way to ask whether another one still does. */
export interface ProcessLock {
  readonly id: string
  /** Whether the process of that name is gone. */
  isGone(id: string): boolean
  close(): void
}

// A database handle that nobody refers to is collected and closed, and its lock with it: as if the process had ended.
const HELD = new Set<DatabaseSync>()

/**
 * Each process holds SQLite's lock on a file of its own beside the store: the kernel lets go of it with the
 * process, however that ends. A time-out instead would call a slow process dead, and its call would run twice.
 * @param file of the store; `:memory:` has one process
 */
export function lockProcess(file: string): ProcessLock {
  const id = randomUUID()
  if (file === ':memory:') return { id, isGone: (other) => other !== id, close: () => undefined }
  const fileOf = (runner: string) => `${file}.${runner}.runner`
  const lock = new DatabaseSync(fileOf(id), { timeout: 0 })
  lock.exec('begin exclusive')
  HELD.add(lock)
  return {
    id,
    isGone(other) {
      if (other === id || !existsSync(fileOf(other))) return other !== id
      const probe = new DatabaseSync(fileOf(other), { timeout: 0 })
      try {
        probe.exec('begin exclusive')
      } catch {
        return false
      } finally {
        probe.close()
      }
      rmSync(fileOf(other), { force: true })
      return true
    },
    close() {
      HELD.delete(lock)
      lock.close()
      rmSync(fileOf(id), { force: true })
    },
  }
}
