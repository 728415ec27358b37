import { randomUUID } from 'node:crypto'
import { existsSync, rmSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import type { Runners } from './runners.ts'

// A database handle that nobody refers to is collected and closed, and its lock with it: as if the process had ended.
const HELD = new Set<DatabaseSync>()

/**
 * Each process holds SQLite's lock on a file of its own beside the store: the kernel lets go of it with the
 * process, however that ends. A time-out instead would call a slow process dead, and its call would run twice.
 * @param file of the store; `:memory:` has one process
 */
export function lockProcess(file: string): Runners {
  const id = randomUUID()
  if (file === ':memory:') {
    return { id, gone: async (ids) => new Set(ids.filter((other) => other !== id)), close: async () => {} }
  }
  const fileOf = (runner: string) => `${file}.${runner}.runner`
  const lock = new DatabaseSync(fileOf(id), { timeout: 0 })
  lock.exec('begin exclusive')
  HELD.add(lock)
  return {
    id,
    gone: async (ids) => new Set([...new Set(ids)].filter(isGone)),
    async close() {
      if (!HELD.delete(lock)) return
      lock.close()
      rmSync(fileOf(id), { force: true })
    },
  }

  function isGone(other: string): boolean {
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
  }
}
