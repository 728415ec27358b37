import { closeSync, openSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { DatabaseSync } from 'node:sqlite'

/** Milliseconds between two tries. */
const RETRY = 50

/**
 * Runs `work` while no other process (and no other caller in this one) holds the same file. The lock is SQLite's: the
 * kernel lets go of it with the process, however that ends, so no lock is ever left behind.
 * @param file holds nothing; its folder is ours alone
 * @param options.onWait called once, when somebody else has it
 * @throws the reason of `signal` when that aborts while waiting
 */
export async function exclusively<Result>(
  file: string,
  work: () => Promise<Result>,
  { signal, onWait }: { signal?: AbortSignal | undefined; onWait?: () => void } = {},
): Promise<Result> {
  closeSync(openSync(file, 'a', 0o600))
  const lock = new DatabaseSync(file, { timeout: 0 })
  try {
    for (let tries = 0; !take(lock); tries++) {
      if (tries === 0) onWait?.()
      await delay(RETRY, undefined, signal === undefined ? {} : { signal })
    }
    return await work()
  } finally {
    // Ends the transaction with it.
    lock.close()
  }
}

/** SQLITE_BUSY and SQLITE_LOCKED: somebody else has it. */
const TAKEN: ReadonlySet<unknown> = new Set([5, 6])

function take(lock: DatabaseSync): boolean {
  try {
    lock.exec('begin exclusive')
    return true
  } catch (error) {
    if (TAKEN.has((error as { errcode?: unknown }).errcode)) return false
    throw error
  }
}
