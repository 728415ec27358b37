import type { Clock } from '../clock.ts'
import type { LinkStore, Owner, StoredLink } from '../store/link-store.ts'
import { keepLease, newLease, type Lease } from './lease.ts'
import { ProviderUnavailable } from './provider-unavailable.ts'

/** Milliseconds between two looks at somebody else's refresh, and for how long we look. */
const LOOK = 25
const WAIT = 8000

export interface RefresherOptions {
  store: LinkStore
  attempt: (link: StoredLink, rejected: boolean) => Promise<void>
  clock: Clock
}

export interface Refresher {
  /**
   * Has the tokens of this generation renewed, once, whoever asks in whichever process. Afterwards the row says what
   * has become of it: another generation, another state, or nothing.
   * @param rejected the provider's API has turned the access token down
   * @throws ProviderUnavailable when the provider cannot do it now, or somebody else takes too long
   * @throws KekUnavailable, DatabaseUnavailable, Unsealable
   */
  refresh(link: StoredLink, rejected?: boolean): Promise<void>
  /** Settles when nothing is under way. */
  idle(): Promise<void>
}

/** A refresh token can be used once: in this process one flight for each link, and one lease among all processes. */
export function createRefresher({ store, attempt, clock }: RefresherOptions): Refresher {
  const { now, sleep } = clock
  const flights = new Map<string, Promise<void>>()

  return {
    refresh({ owner, generation }, rejected = false) {
      const flight = JSON.stringify([owner.tid, owner.oid, owner.client, generation])
      const running = flights.get(flight)
      if (running !== undefined) return running
      const started = fly(owner, generation, rejected).finally(() => flights.delete(flight))
      flights.set(flight, started)
      return started
    },
    async idle() {
      await Promise.allSettled(flights.values())
    },
  }

  /** Refreshes, or waits for whoever does. */
  async function fly(owner: Owner, generation: number, rejected: boolean): Promise<void> {
    const end = now() + WAIT
    const lease = newLease(store, owner, generation, now)
    while ((await due(owner, generation)) !== undefined) {
      if (await lease.take()) return hold(owner, generation, rejected, lease)
      if (now() > end) throw new ProviderUnavailable('refresh_elsewhere', 1000)
      await sleep(LOOK)
    }
  }

  /** @throws ProviderUnavailable while the provider is to be left alone */
  async function due(owner: Owner, generation: number): Promise<StoredLink | undefined> {
    const row = await store.find(owner)
    if (row?.generation !== generation || row.state !== 'linked') return undefined
    const wait = (row.retry?.at ?? 0) - now()
    if (wait > 0) throw new ProviderUnavailable('backing_off', wait)
    return row
  }

  async function hold(
    owner: Owner,
    generation: number,
    rejected: boolean,
    { take, release }: Lease,
  ): Promise<void> {
    const stop = keepLease(take, clock)
    let doubt = 0
    try {
      // What was read before the lease was taken may be old.
      const row = await due(owner, generation)
      if (row !== undefined) await attempt(row, rejected)
    } catch (error) {
      if (error instanceof ProviderUnavailable && error.inDoubt) doubt = error.wait
      throw error
    } finally {
      await stop()
      // An attempt in doubt keeps the lease until it may be repeated: it then looks like one of a process that died.
      const last = doubt > 0 ? take(now() + doubt) : release()
      // Not given back, it ends by itself.
      await last.catch(() => {})
    }
  }
}
