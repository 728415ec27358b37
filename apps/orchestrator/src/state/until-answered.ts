import { DatabaseUnavailable } from '@chain-of-trust/service-kit'
import { setTimeout as sleep } from 'node:timers/promises'

/** Milliseconds between two tries. */
const FIRST = 100
const LONGEST = 2000

/**
 * Repeats what the database did not answer until it does: what has happened must be written down, however long that
 * takes. Only for what is safe to repeat, as compare-and-swap is.
 * @param signal after it, nothing more is tried
 * @throws DatabaseUnavailable when the signal came first
 */
export async function untilAnswered<Result>(
  work: () => Promise<Result>,
  signal: AbortSignal,
): Promise<Result> {
  for (let wait = FIRST; ; wait = Math.min(LONGEST, wait * 2)) {
    try {
      return await work()
    } catch (failure) {
      if (!(failure instanceof DatabaseUnavailable) || signal.aborted) throw failure
      await sleep(wait, undefined, { signal }).catch(() => undefined)
    }
  }
}
