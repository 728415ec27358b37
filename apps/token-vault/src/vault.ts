import type { AuditLog } from '@chain-of-trust/auth-core'
import { createAccess } from './access/access.ts'
import { systemClock, type Clock } from './clock.ts'
import type { VaultCipher } from './envelope/vault-cipher.ts'
import { createLinks, type Links } from './links/links.ts'
import { linkRecords } from './links/link-records.ts'
import { createRevocation } from './links/revocation.ts'
import type { Fetch } from './providers/oauth-request.ts'
import type { Providers } from './providers/providers.ts'
import { createAttempt } from './refresh/attempt.ts'
import { createRefresher } from './refresh/refresher.ts'
import { sweep } from './refresh/sweep.ts'
import type { LinkStore } from './store/link-store.ts'

/** Milliseconds between two looks for what a process that died has left, and for revocations that are due. */
const LOOK = 1000

export interface VaultOptions {
  store: LinkStore
  cipher: VaultCipher
  providers: Providers
  audit: AuditLog
  /** What failed in the background; it is tried again. */
  onTrouble: (error: unknown) => void
  fetch?: Fetch
  clock?: Clock
}

export interface Vault {
  access: ReturnType<typeof createAccess>
  links: Links
  /** Goes on with what was interrupted, and with revocations. */
  start(): void
  /** Settles when nothing is under way: what a provider has rotated is in the store. */
  close(): Promise<void>
}

/** The parts of the vault, joined. It knows neither HTTP nor who may call. */
export function createVault(options: VaultOptions): Vault {
  const { store, cipher, providers, audit, onTrouble, clock = systemClock } = options
  const { now } = clock
  const fetch: Fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init))
  const records = linkRecords(audit)
  const parts = { store, cipher, providers, records, fetch, clock }
  const revocation = createRevocation({ ...parts, onTrouble })
  const attempt = createAttempt({ ...parts, retire: revocation.retire })
  const refresher = createRefresher({ store, attempt, clock })
  const closing = new AbortController()
  const sweeps: ReturnType<typeof sweep>[] = []

  /** All at once: a provider that hangs must not use up the leeway in which another one's can be saved. */
  async function resume(): Promise<void> {
    const links = await store.interrupted(10)
    await Promise.all(links.map((link) => refresher.refresh(link).catch(onTrouble)))
  }

  return {
    access: createAccess({
      store,
      cipher,
      refresher,
      now,
      onRefreshFailed: onTrouble,
      closing: closing.signal,
    }),
    links: createLinks({ ...parts, revocation }),
    start() {
      sweeps.push(sweep(LOOK, resume, onTrouble, clock), sweep(LOOK, revocation.revokeDue, onTrouble, clock))
    },
    async close() {
      closing.abort()
      await Promise.all(sweeps.map((running) => running.stop()))
      await refresher.idle()
      await revocation.close()
    },
  }
}
