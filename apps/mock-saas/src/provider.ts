import type { SendPage } from '@chain-of-trust/service-kit/pages'

/** Somebody's account at a provider: not the tenant's, and not linked to it by anything but the person. */
export interface Account {
  /** Never changes. */
  id: string
  /** What the person signs in with. */
  login: string
  name: string
  /** Tells one account of a person from another. */
  detail: string
}

/** What tells one provider from the other: data. */
export interface ProviderDefinition {
  /** Its folder in every URL, too. */
  name: 'github' | 'jira'
  displayName: string
  /** Endpoints of its authorization server, below the folder. */
  paths: { authorize: string; token: string; revoke: string }
  tokenPrefixes: { access: string; refresh: string }
  /** Milliseconds in which a refresh token must be used. */
  refreshLifetime: number
  /** In words for the person. */
  scopes: Readonly<Record<string, string>>
  accounts: readonly Account[]
  sendPage: SendPage
}
