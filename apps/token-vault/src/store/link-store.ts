import type { Sealed } from '../envelope/vault-cipher.ts'

/** Whose link it is, all three from a verified token: nothing else selects a row. */
export interface Owner {
  tid: string
  oid: string
  /** Client id of the MCP server (`azp`). */
  client: string
}

/**
 * `linked`: tokens are handed out. `grant_lost`: the provider has refused the grant; the person must link again.
 * `revoking`: ended by the person; kept, sealed, only until the provider has revoked it.
 */
export type LinkState = 'linked' | 'grant_lost' | 'revoking'

/** After an attempt at the provider failed: no other before `at` (milliseconds since the epoch). */
export interface Retry {
  attempts: number
  at: number
}

/** Times are milliseconds since the epoch. */
export interface StoredLink {
  owner: Owner
  provider: string
  state: LinkState
  /**
   * Goes up with every new token. The first of a new link is the time it is made (`now()`), so that no generation of
   * a link that was removed ever comes back: a refresh that is still under way cannot write over its successor.
   */
  generation: number
  account: { id: string; name: string }
  scopes: readonly string[]
  /** When the access token expires. */
  expiresAt: number
  sealed: Sealed
  linkedAt: number
  refreshedAt?: number
  lastUsedAt?: number
  retry?: Retry
}

/** What `change` may change; `retry: null` forgets the failed attempts. */
export interface LinkChange {
  state?: LinkState
  retry?: Retry | null
}

/** What a refresh brings. */
export interface Renewal {
  /** The next one. */
  generation: number
  sealed: Sealed
  scopes: readonly string[]
  expiresAt: number
  refreshedAt: number
}

/** A wrapped data key to put in another's place. */
export interface Rewrap {
  owner: Owner
  generation: number
  fromKekId: string
  kekId: string
  wrappedKey: Uint8Array
}

/**
 * The links, one for each owner. Writers compare and swap on the generation: `false` says that somebody else was
 * faster, and that nothing was written.
 */
export interface LinkStore {
  find: (owner: Owner) => Promise<StoredLink | undefined>
  /** All of one person, by client. */
  list: (person: Pick<Owner, 'tid' | 'oid'>) => Promise<StoredLink[]>
  /** @returns false when the owner has one already */
  insert: (link: StoredLink) => Promise<boolean>
  /**
   * Puts `link` where the one of `generation` is, and ends any lease on it.
   * @throws Error unless `link` has the same owner and a higher generation
   */
  replace: (owner: Owner, generation: number, link: StoredLink) => Promise<boolean>
  /**
   * Puts the tokens of a refresh, forgets failed attempts, and ends the lease. The state is not touched: what the person
   * ended while the refresh was under way stays ended, and is revoked by its newest tokens.
   * @throws Error unless the renewal has a higher generation
   */
  renew: (owner: Owner, generation: number, renewal: Renewal) => Promise<boolean>
  /** Compares the state as well: what somebody has ended meanwhile keeps its generation, and must not come back. */
  change: (seen: Pick<StoredLink, 'owner' | 'generation' | 'state'>, change: LinkChange) => Promise<boolean>
  remove: (owner: Owner, generation: number) => Promise<boolean>
  /** Never moves `lastUsedAt` back. */
  used: (owner: Owner, at: number) => Promise<void>
  /**
   * Takes, or extends, the right to refresh: given when it is free, expired or the holder's own, and the generation
   * is still this one.
   * @param until milliseconds since the epoch; a holder that died loses it then
   */
  lease: (owner: Owner, generation: number, holder: string, until: number) => Promise<boolean>
  /** Gives it back; nothing when it is not, or no longer, the holder's. */
  release: (owner: Owner, holder: string) => Promise<void>
  /**
   * Linked ones whose lease ran out and was not given back: whoever refreshed them died in the middle, and the provider
   * may have rotated already. The one that is overdue the longest first.
   */
  interrupted: (limit: number) => Promise<StoredLink[]>
  /** Links to revoke at the provider whose next attempt is due, the longest due first. */
  revoking: (limit: number) => Promise<StoredLink[]>
  /** How many rows each key-encryption key wraps; keys without rows are not named. */
  usage: () => Promise<{ kekId: string; rows: number }[]>
  /** Rows whose data key another key than `kekId` wraps, by owner, those that follow `after`. */
  sealedUnderOther: (kekId: string, limit: number, after?: Owner) => Promise<StoredLink[]>
  /**
   * Exchanges wrapped data keys, all at once; a row that was rewritten or removed meanwhile is left alone.
   * @param changes a thousand at most: databases limit the values of a statement
   * @returns how many it exchanged
   */
  rewrap: (changes: readonly Rewrap[]) => Promise<number>
  count: () => Promise<number>
}
