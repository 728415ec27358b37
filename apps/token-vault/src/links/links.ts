import { DatabaseUnavailable } from '@chain-of-trust/service-kit'
import type { Clock } from '../clock.ts'
import { Unsealable, type ProviderTokens, type VaultCipher } from '../envelope/vault-cipher.ts'
import type { Account } from '../providers/provider.ts'
import type { Providers } from '../providers/providers.ts'
import { keepTrying } from '../refresh/keep-trying.ts'
import { holds } from '../store/holds.ts'
import type { LinkStore, Owner, StoredLink } from '../store/link-store.ts'
import type { LinkRecords } from './link-records.ts'
import type { Revocation } from './revocation.ts'

/** What a provider has granted, fresh from its token endpoint. */
export interface Grant {
  /** Name of the provider. */
  provider: string
  tokens: ProviderTokens
  /** As granted. */
  scopes: readonly string[]
  account: Account
  /** Of the access token, epoch milliseconds. */
  expiresAt: number
}

/** What became of a grant. `another_account`: nothing; `linked` is the account that stands in its way. */
export type Stored = { is: 'linked' } | { is: 'relinked' } | { is: 'another_account'; linked: Account }

export interface Links {
  /**
   * Puts a link, or a new one in the place of an old one, whose grant is then revoked at the provider. It is on the
   * record (`linked`, `relinked`).
   * @param agreed the other account that the person has agreed to replace
   * @returns `another_account`, and nothing is put, where the person was not asked about the one that is there: also
   * where it came while this grant was under way
   * @throws KekUnavailable, DatabaseUnavailable
   */
  store(owner: Owner, grant: Grant, agreed?: Account): Promise<Stored>
  /** The account that is linked now, also when its grant was lost: for the question whether it is to be another one. */
  accountOf(owner: Owner): Promise<Account | undefined>
  /** Scopes of the link that is there now, also when its grant was lost; none of one that the person has ended. */
  grantedTo(owner: Owner): Promise<readonly string[]>
  /**
   * Ends a link: from then on no token is handed out, whatever the provider does.
   * @returns undefined when there is none; `revoking` while the provider has still to be told
   */
  end(owner: Owner): Promise<'not_linked' | 'revoking' | undefined>
}

/** How often a write is tried that somebody else's was faster than. */
const TRIES = 20
/** Milliseconds that we wait for the database to say what became of a write: the person waits too. */
const PATIENCE = 5000

export interface LinksOptions {
  store: LinkStore
  cipher: VaultCipher
  providers: Providers
  records: LinkRecords
  revocation: Revocation
  clock: Clock
}

/** People's links over the store: made, replaced and ended, each on the record. */
export function createLinks(options: LinksOptions): Links {
  const { store, cipher, providers, records, revocation, clock } = options
  const { now } = clock

  return {
    async store(owner, grant, agreed) {
      for (let tries = 0; tries < TRIES; tries += 1) {
        const old = await store.find(owner)
        const linked = inTheWay(old, grant, agreed)
        if (linked !== undefined) return { is: 'another_account', linked }
        const link = await sealed(owner, grant, old)
        if (old === undefined) {
          if (!(await isMade(store.insert(link), link))) continue
          records.changed(link, 'linked')
          return { is: 'linked' }
        }
        // Read before it is overwritten: afterwards it is nowhere.
        const tokens = await open(old)
        if (!(await isMade(store.replace(owner, old.generation, link), link))) continue
        records.changed(link, 'relinked')
        retire(old, tokens, grant.tokens)
        return { is: 'relinked' }
      }
      throw new Error('a link was changed by others all the time')
    },
    accountOf: async (owner) => (await wanted(owner))?.account,
    grantedTo: async (owner) => (await wanted(owner))?.scopes ?? [],
    async end(owner) {
      for (let tries = 0; tries < TRIES; tries += 1) {
        const link = await store.find(owner)
        if (link === undefined) return undefined
        if (link.state === 'revoking') return revocation.revoke(owner)
        if (!(await isEnded(store.change(link, { state: 'revoking', retry: null }), link))) continue
        records.changed(link, 'revoked')
        return revocation.revoke(owner)
      }
      throw new Error('a link was changed by others all the time')
    },
  }

  /** Whether the link was put; where the answer was lost, the row tells. */
  function isMade(write: Promise<boolean>, link: StoredLink): Promise<boolean> {
    return heard(write, link.owner, (row) => holds(row, link))
  }

  /** The same of its end. Nothing but an end takes a link out of the store. */
  function isEnded(write: Promise<boolean>, { owner, linkedAt }: StoredLink): Promise<boolean> {
    const ended = (row: StoredLink) => row.state === 'revoking' && row.linkedAt === linkedAt
    return heard(write, owner, (row) => row === undefined || ended(row))
  }

  /**
   * What became of a write. It is not tried again after an outage: it may have been made, and undone by the person since.
   * @throws DatabaseUnavailable when it was not made, or nobody can say
   */
  async function heard(
    write: Promise<boolean>,
    owner: Owner,
    tells: (row: StoredLink | undefined) => boolean,
  ): Promise<boolean> {
    try {
      return await write
    } catch (failure) {
      if (!(failure instanceof DatabaseUnavailable)) throw failure
      if (tells(await keepTrying(() => store.find(owner), clock, PATIENCE))) return true
      throw failure
    }
  }

  /** Unless the person has ended it. */
  async function wanted(owner: Owner): Promise<StoredLink | undefined> {
    const link = await store.find(owner)
    return link?.state === 'revoking' ? undefined : link
  }

  async function sealed(owner: Owner, grant: Grant, old: StoredLink | undefined): Promise<StoredLink> {
    // Above all that were there before, of links that were removed too (`StoredLink.generation`).
    const generation = Math.max(now(), (old?.generation ?? 0) + 1)
    const { provider, tokens, scopes, account, expiresAt } = grant
    return {
      owner,
      provider,
      state: 'linked',
      generation,
      account,
      scopes,
      expiresAt,
      sealed: await cipher.seal(tokens, owner, provider, generation),
      // Tells a refresh that is under way that its grant is another one.
      linkedAt: Math.max(now(), (old?.linkedAt ?? 0) + 1),
    }
  }

  async function open(old: StoredLink): Promise<ProviderTokens | undefined> {
    try {
      return await cipher.open(old.sealed, old.owner, old.provider, old.generation)
    } catch (error) {
      records.failed(old, error instanceof Unsealable ? 'unsealable' : 'revocation_failed')
      return undefined
    }
  }

  /** The old grant is in no row any more: whoever has a copy of its tokens shall have nothing of them. */
  function retire(old: StoredLink, tokens: ProviderTokens | undefined, next: ProviderTokens): void {
    const provider = providers.get(old.provider)
    if (provider === undefined || tokens === undefined || isSame(tokens, next)) return
    revocation.retire(provider, old, tokens)
  }
}

/** In the row that is then compared and swapped: two linkings at once are asked about like two in a row. */
function inTheWay(
  old: StoredLink | undefined,
  { provider, account }: Grant,
  agreed: Account | undefined,
): Account | undefined {
  if (old === undefined || old.state === 'revoking' || old.provider !== provider) return undefined
  return [account.id, agreed?.id].includes(old.account.id) ? undefined : old.account
}

/** Some providers give the same refresh token again: revoking the old grant would end the new one. */
function isSame({ refreshToken }: ProviderTokens, next: ProviderTokens): boolean {
  return refreshToken !== undefined && refreshToken.reveal() === next.refreshToken?.reveal()
}
