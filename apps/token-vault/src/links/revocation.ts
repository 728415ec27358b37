import type { Clock } from '../clock.ts'
import { Unsealable, type ProviderTokens, type VaultCipher } from '../envelope/vault-cipher.ts'
import type { Fetch } from '../providers/oauth-request.ts'
import type { Provider } from '../providers/provider.ts'
import type { Providers } from '../providers/providers.ts'
import { backOff } from '../refresh/back-off.ts'
import { keepLease, newLease, type Lease } from '../refresh/lease.ts'
import { requestRevocation } from '../refresh/provider-request.ts'
import type { LinkStore, Owner, StoredLink } from '../store/link-store.ts'
import type { LinkRecords } from './link-records.ts'

/** Milliseconds that we wait for a refresh of the same link to end, and between two looks. */
const WAIT = 2000
const LOOK = 25
/** How often the grant of a link that was replaced is tried. */
const TRIES = 6

export interface RevocationOptions {
  store: LinkStore
  cipher: VaultCipher
  providers: Providers
  records: LinkRecords
  fetch: Fetch
  /** What failed in the background; it is tried again. */
  onTrouble: (error: unknown) => void
  clock: Clock
}

export interface Revocation {
  /**
   * Ends the grant of an ended link at the provider, and forgets it. It takes the refresh lease first: a refresh that is
   * under way leaves newer tokens, and a provider may do nothing for those that it has replaced.
   * @returns `revoking` when the provider cannot do it now: it is tried again
   */
  revoke: (owner: Owner) => Promise<'not_linked' | 'revoking'>
  /** Every ended link whose next attempt is due, at once: a provider that hangs holds up its own alone. */
  revokeDue: () => Promise<void>
  /** Ends a grant that is in no row any more: a few times, in the background, as nothing of it is kept. */
  retire: (provider: Provider, link: StoredLink, tokens: ProviderTokens) => void
  /** Tries no more; settles when nothing is under way. */
  close: () => Promise<void>
}

/** Ends grants at their providers (RFC 7009), and keeps trying where a provider cannot do it now. */
export function createRevocation(options: RevocationOptions): Revocation {
  const { store, cipher, providers, records, fetch, onTrouble, clock } = options
  const { now, sleep } = clock
  const closed = new AbortController()
  const retiring = new Set<Promise<void>>()

  return {
    revoke,
    async revokeDue() {
      const links = await store.revoking(10)
      await Promise.all(links.map(({ owner }) => revoke(owner).catch(onTrouble)))
    },
    retire(provider, link, tokens) {
      const work = retire(provider, link, tokens).finally(() => retiring.delete(work))
      retiring.add(work)
    },
    async close() {
      closed.abort()
      await Promise.allSettled(retiring)
    },
  }

  async function revoke(owner: Owner): Promise<'not_linked' | 'revoking'> {
    const end = now() + WAIT
    for (;;) {
      const row = await store.find(owner)
      if (row?.state !== 'revoking') return 'not_linked'
      const lease = newLease(store, owner, row.generation, now)
      if (await lease.take()) return hold(owner, lease)
      if (now() > end) return 'revoking'
      await sleep(LOOK)
    }
  }

  async function hold(owner: Owner, { take, release }: Lease): Promise<'not_linked' | 'revoking'> {
    const stop = keepLease(take, clock)
    try {
      const row = await store.find(owner)
      if (row?.state !== 'revoking') return 'not_linked'
      return (await revokeOnce(row)) ? 'not_linked' : 'revoking'
    } finally {
      await stop()
      await release().catch(() => {})
    }
  }

  async function revokeOnce(row: StoredLink): Promise<boolean> {
    const provider = providers.get(row.provider)
    const tokens = await open(row)
    if (provider !== undefined && tokens !== undefined) {
      const answer = await requestRevocation(provider, tokens, fetch)
      if (answer.outcome === 'unavailable') {
        const retry = backOff(row.retry, now(), answer.retryAfter)
        await store.change(row, { retry })
        records.failed(row, 'revocation_failed', answer.detail)
        return false
      }
      records.changed(row, 'revoked_at_provider')
    }
    return store.remove(row.owner, row.generation)
  }

  /** What was altered cannot be revoked, and is of no use to anybody: it goes. */
  async function open(row: StoredLink): Promise<ProviderTokens | undefined> {
    try {
      return await cipher.open(row.sealed, row.owner, row.provider, row.generation)
    } catch (error) {
      if (!(error instanceof Unsealable)) {
        // Put off like an outage of the provider: what is due first must not be always the same.
        await store.change(row, { retry: backOff(row.retry, now()) })
        throw error
      }
      records.failed(row, 'unsealable')
      return undefined
    }
  }

  async function retire(provider: Provider, link: StoredLink, tokens: ProviderTokens): Promise<void> {
    let retry: ReturnType<typeof backOff> | undefined
    for (let tries = 0; tries < TRIES && !closed.signal.aborted; tries += 1) {
      const answer = await requestRevocation(provider, tokens, fetch)
      if (answer.outcome === 'revoked') return records.changed(link, 'revoked_at_provider')
      records.failed(link, 'revocation_failed', answer.detail)
      retry = backOff(retry, 0, answer.retryAfter)
      await sleep(retry.at, closed.signal)
    }
  }
}
