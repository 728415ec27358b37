import type { Secret } from '@chain-of-trust/auth-core'
import type { Account } from '../providers/provider.ts'

/** Whose link: a person (tid, oid), and the one application (azp of its tokens) that may use it. */
export interface Owner {
  tid: string
  oid: string
  client: string
}

/** What a provider has granted, fresh from its token endpoint. */
export interface Grant {
  /** Name of the provider. */
  provider: string
  tokens: { accessToken: Secret; refreshToken: Secret | undefined }
  /** As granted. */
  scopes: readonly string[]
  account: Account
  /** Of the access token, epoch milliseconds. */
  expiresAt: number
}

export interface Links {
  /**
   * Puts a link, or a new one in the place of an old one, whose grant is then revoked at the provider.
   * @returns whether one was there before
   */
  store(owner: Owner, grant: Grant): Promise<'linked' | 'relinked'>
  /** The account that is linked now, also when its grant was lost: for the question whether it is to be another one. */
  accountOf(owner: Owner): Promise<Account | undefined>
}
