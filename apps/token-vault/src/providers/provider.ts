import type { Secret } from '@chain-of-trust/auth-core'
import type { AuthorizationServer } from 'oauth4webapi'

/** An account at a provider. */
export interface Account {
  /** The provider's own identifier: never changes, never used again for somebody else. */
  id: string
  /** As the person knows it. For pages and answers; never for a log. */
  name: string
}

/** A fetch for the provider's API, paths relative to `apiUrl`, which presents one access token. */
export type ProviderFetch = (path: string, init?: RequestInit) => Promise<Response>

/** Where somebody else's accounts are, and how to ask for them: data, so that another provider is another file. */
export interface Provider {
  /** As in the registrations' `linkedAccounts`. */
  name: string
  displayName: string
  /** Metadata (RFC 8414), static: an answer of the network must not choose where the client's secret goes. */
  authorizationServer: AuthorizationServer
  client: { id: string; secret: Secret }
  /** Base of the API, without a trailing slash. */
  apiUrl: string
  /** Every scope that may be asked for, in words for the person; `reads`: nothing can be changed with it. */
  scopes: Readonly<Record<string, { title: string; reads?: true }>>
  /** Scopes that go with every request for an authorization, because `account` needs them. */
  accountScopes: readonly string[]
  /** Error codes of the token endpoint that say that the grant is gone, and nothing else. */
  grantLost: readonly string[]
  /** Whose token it is. @throws Error when the provider does not say */
  account(fetch: ProviderFetch): Promise<Account>
}

/** What a provider's address and client are; the rest is the same for every deployment. */
export interface ProviderSettings {
  /** Issuer identifier, without a trailing slash. */
  issuer: string
  apiUrl: string
  clientId: string
  clientSecret: Secret
}
