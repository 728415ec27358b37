import type { Clock } from '../clock.ts'
import type { LinkStore, Owner } from '../store/link-store.ts'

/** Milliseconds that a lease outlives its holder: less than a provider's leeway for a repeated refresh. */
export const LEASE = 3000

/**
 * The right to refresh or revoke one link, under a name that no other flight has, in this process or another: the flight
 * before may still be about to give its lease back, and under a shared name would give back ours.
 */
export interface Lease {
  /**
   * Takes or extends it.
   * @param until milliseconds since the epoch; default: LEASE from now
   */
  take: (until?: number) => Promise<boolean>
  /** Gives it back. */
  release: () => Promise<void>
}

/** A lease that nobody holds yet. @param now milliseconds since the epoch */
export function newLease(
  store: Pick<LinkStore, 'lease' | 'release'>,
  owner: Owner,
  generation: number,
  now: () => number,
): Lease {
  const holder = crypto.randomUUID()
  return {
    take: (until = now() + LEASE) => store.lease(owner, generation, holder, until),
    release: () => store.release(owner, holder),
  }
}

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
