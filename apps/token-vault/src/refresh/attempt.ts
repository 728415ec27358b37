import type { Clock } from '../clock.ts'
import type { ProviderTokens, VaultCipher } from '../envelope/vault-cipher.ts'
import type { LinkRecords } from '../links/link-records.ts'
import type { Fetch } from '../providers/oauth-request.ts'
import type { Provider } from '../providers/provider.ts'
import type { Providers } from '../providers/providers.ts'
import { holds } from '../store/holds.ts'
import type { LinkStore, Renewal, StoredLink } from '../store/link-store.ts'
import { backOff } from './back-off.ts'
import { keepTrying } from './keep-trying.ts'
import type { Renewed, Unavailable } from './provider-answer.ts'
import { requestRefresh } from './provider-request.ts'
import { ProviderUnavailable } from './provider-unavailable.ts'

/** Failed attempts after which one in doubt is no longer repeated by itself: any leeway is over by then. */
const DOUBTS = 5

export interface AttemptOptions {
  store: LinkStore
  cipher: VaultCipher
  providers: Providers
  records: LinkRecords
  fetch: Fetch
  /** Ends a grant that is in no row any more. */
  retire: (provider: Provider, link: StoredLink, tokens: ProviderTokens) => void
  clock: Clock
}

/**
 * One refresh of one link, for whoever holds its lease.
 *
 * Between the provider's rotation and our write, the new refresh token is in this process alone: if it dies there, the
 * row holds a token that the provider has replaced. So nothing that can be done before is done there: the envelope is
 * ready, and what is left is AES in memory and one statement. What cannot be closed is left to the provider's leeway.
 *
 * @param rejected the provider's API has turned the access token down
 */
export function createAttempt(options: AttemptOptions) {
  const { store, cipher, providers, records, fetch, retire, clock } = options
  const { now } = clock

  return async function attempt(link: StoredLink, rejected: boolean): Promise<void> {
    const { owner, generation, provider: name } = link
    const provider = providers.get(name)
    if (provider === undefined) throw new Error(`there is no provider ${name}`)
    const tokens = await cipher.open(link.sealed, owner, name, generation)
    const { refreshToken } = tokens
    if (refreshToken === undefined) {
      if (rejected || link.expiresAt <= now()) await lose(link, 'no_refresh_token')
      return
    }
    const seal = await cipher.prepare(owner, name, generation + 1)
    const answer = await requestRefresh(provider, refreshToken, fetch)
    if (answer.outcome === 'lost') return lose(link, answer.detail)
    if (answer.outcome === 'unavailable') throw await putOff(link, answer)

    const renewed = { accessToken: answer.accessToken, refreshToken: answer.refreshToken ?? refreshToken }
    await keep(provider, link, renewed, renewalOf(link, answer, seal(renewed)))
  }

  function renewalOf(link: StoredLink, answer: Renewed, sealed: Renewal['sealed']): Renewal {
    return {
      generation: link.generation + 1,
      sealed,
      scopes: answer.scopes ?? link.scopes,
      expiresAt: now() + answer.expiresIn * 1000,
      refreshedAt: now(),
    }
  }

  async function keep(
    provider: Provider,
    link: StoredLink,
    tokens: ProviderTokens,
    renewal: Renewal,
  ): Promise<void> {
    const { owner, generation, linkedAt } = link
    let renewed = false
    const row = await keepTrying(async () => {
      renewed ||= await store.renew(owner, generation, renewal)
      return store.find(owner)
    }, clock)
    // A try may have been committed, and its answer lost: the next one is late, for what the first has written.
    if (renewed || holds(row, renewal)) {
      // Somebody who took us for dead was told that the grant is gone; the provider has just said that it is not.
      if (row?.state === 'grant_lost' && row.generation === renewal.generation) {
        await store.change(row, { state: 'linked' })
      }
      return records.renewed({ ...link, ...renewal })
    }
    records.notRenewed(link, 'superseded')
    // Another refresh of the same grant: its tokens are good, and revoking ours would end them.
    if (row?.linkedAt !== linkedAt) retire(provider, link, tokens)
  }

  /** Only this generation: the refusal of a token that was replaced meanwhile says nothing of its successor. */
  async function lose(link: StoredLink, detail: string): Promise<void> {
    if (!(await store.change(link, { state: 'grant_lost', retry: null }))) {
      return records.notRenewed(link, 'superseded', detail)
    }
    records.notRenewed(link, 'grant_lost', detail)
    records.failed(link, 'grant_lost', detail)
  }

  async function putOff(link: StoredLink, trouble: Unavailable): Promise<ProviderUnavailable> {
    const retry = backOff(link.retry, now(), trouble.retryAfter)
    await store.change(link, { retry })
    records.notRenewed(link, trouble.trouble, trouble.detail)
    const inDoubt = trouble.inDoubt && retry.attempts <= DOUBTS
    return new ProviderUnavailable(trouble.trouble, retry.at - now(), inDoubt)
  }
}
