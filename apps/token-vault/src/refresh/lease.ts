import type { Clock } from '../clock.ts'

/** Milliseconds that a lease outlives its holder: less than a provider's leeway for a repeated refresh. */
export const LEASE = 3000

/**
 * Extends a lease for as long as its holder works: a slow provider does not lose it, a dead process does, soon.
 * @returns stops extending; settles when nothing of it is under way any more
 */
export function keepLease(extend: () => Promise<unknown>, { sleep }: Clock): () => Promise<void> {
  const stopped = new AbortController()
  const ended = keep()
  return () => {
    stopped.abort()
    return ended
  }

  async function keep(): Promise<void> {
    for (;;) {
      await sleep(LEASE / 3, stopped.signal)
      if (stopped.signal.aborted) return
      // A database that is down does not give the lease to anybody else either.
      await extend().catch(() => {})
    }
  }
}
