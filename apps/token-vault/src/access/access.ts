import type { Secret } from '@chain-of-trust/auth-core'
import type { VaultCipher } from '../envelope/vault-cipher.ts'
import { ProviderUnavailable } from '../refresh/provider-unavailable.ts'
import type { Refresher } from '../refresh/refresher.ts'
import type { LinkStore, Owner, StoredLink } from '../store/link-store.ts'
import type { AccessRow } from './access-control.ts'
import { isDue, isLive, LEAST_IN_NEED } from './freshness.ts'

export interface AccessRequest {
  owner: Owner
  /** The caller's row: it has been checked that `scopes` lie within it. */
  row: AccessRow
  /** The provider's. */
  scopes: readonly string[]
  /** The generation whose token the provider's API has just turned down. */
  rejected?: number | undefined
}

/** Why the person is needed. */
export type LinkNeed = 'not_linked' | 'scopes_missing' | 'grant_lost'

export interface LinkRequired {
  is: 'link_required'
  reason: LinkNeed
  /** To ask for: what was granted, and what is wanted. */
  scopes: string[]
}

export interface Released {
  is: 'released'
  link: StoredLink
  accessToken: Secret
  /** Seconds. */
  expiresIn: number
}

export type Access = Released | LinkRequired

export interface AccessOptions {
  store: LinkStore
  cipher: VaultCipher
  refresher: Refresher
  /** Epoch milliseconds. */
  now: () => number
  /** A refresh ahead of expiry failed: nobody waits for it. */
  onRefreshFailed: (error: unknown) => void
  /** From then on nothing is begun that nobody waits for. */
  closing: AbortSignal
}

/** Milliseconds: `lastUsedAt` is for people, who do not look closer than that. */
const USED = 5000

/**
 * Finds a live access token for one person and one server, renewing it where that is due.
 * @throws ProviderUnavailable when it would have to be renewed, and cannot be now
 * @throws KekUnavailable, DatabaseUnavailable, Unsealable
 */
export function createAccess(options: AccessOptions): (request: AccessRequest) => Promise<Access> {
  const { store, cipher, refresher, now, onRefreshFailed, closing } = options

  return async function access(request) {
    const { owner, rejected } = request
    const judged = judge(await store.find(owner), request)
    if (!('link' in judged)) return judged
    const { link } = judged
    if (link.generation !== rejected && isLive(link, now())) {
      if (isDue(link, now()) && !closing.aborted) refresher.refresh(link).catch(onRefreshFailed)
      return release(link)
    }
    return renewed(link, request)
  }

  async function renewed(old: StoredLink, request: AccessRequest): Promise<Access> {
    const trouble = await refresher.refresh(old, old.generation === request.rejected).then(
      () => undefined,
      (error: unknown) => {
        if (error instanceof ProviderUnavailable) return error
        throw error
      },
    )
    // Whatever has become of it, and whoever did it: the row says so.
    const judged = judge(await store.find(request.owner), request)
    if (!('link' in judged)) return judged
    const { link } = judged
    const usable = link.generation !== request.rejected && isLive(link, now(), LEAST_IN_NEED)
    if (usable) return release(link)
    throw trouble ?? new ProviderUnavailable('provider_failing', 1000)
  }

  async function release(link: StoredLink): Promise<Access> {
    const { owner, sealed, provider, generation, expiresAt, lastUsedAt = 0 } = link
    const { accessToken } = await cipher.open(sealed, owner, provider, generation)
    if (now() - lastUsedAt >= USED) await store.used(owner, now())
    return { is: 'released', link, accessToken, expiresIn: Math.floor((expiresAt - now()) / 1000) }
  }
}

/** The link, if it may be used for this; otherwise why the person is needed. */
function judge(
  link: StoredLink | undefined,
  { row, scopes }: AccessRequest,
): { link: StoredLink } | LinkRequired {
  // Of another provider: the access control list was changed since. What the person has ended is no part of what they
  // are asked for next.
  const ours = link?.provider === row.provider.name && link.state !== 'revoking' ? link : undefined
  const granted = ours?.scopes ?? []
  const wanted = [...new Set([...granted, ...scopes])].filter((scope) => row.scopes.includes(scope))
  const required = (reason: LinkNeed): LinkRequired => ({ is: 'link_required', reason, scopes: wanted })
  if (ours === undefined) return required('not_linked')
  if (ours.state === 'grant_lost') return required('grant_lost')
  if (!scopes.every((scope) => granted.includes(scope))) return required('scopes_missing')
  // The list was narrowed since: what the token can do is more than the server may have.
  if (!granted.every((scope) => row.scopes.includes(scope))) return required('scopes_missing')
  return { link: ours }
}
