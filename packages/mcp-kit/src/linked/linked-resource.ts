/**
 * A resource outside of the tenant, where each person has an account of their own. Which account that is, and whether
 * this server may use it, the person decides at the token vault. Token C is for the vault, and opens nothing here.
 */
export interface LinkedResource {
  /** As the vault's access control list names it: `github`. */
  provider: string
  /** For people: `GitHub`. */
  title: string
  /** Base of every request; a token never leaves it. */
  url: string
  /** The most that the vault's access control list allows this server, in the provider's own scopes. */
  scopes: readonly string[]
  vault: LinkVault
}

/** The token vault that keeps the links. */
export interface LinkVault {
  /** App ID URI: the prefix of its scope's full name. */
  identifier: string
  /** Base of its API. */
  url: string
  /** Its page for people, where links are made and ended. Every page that it sends people to is on this origin. */
  portal: string
}

/** What the vault asks of the person before it can give out a token. */
export interface LinkNeeded {
  reason: 'not_linked' | 'scopes_missing' | 'grant_lost'
  /** The provider's scopes that the person is asked for. */
  scopes: readonly string[]
  /** The vault's page for just this person, server and provider. No credential: whoever opens it must sign in. */
  connectUrl: string
  /** ISO 8601: until when the page can be opened. */
  expiresAt: string
}

/** Key, in `_meta` of an input-required result, of what a host may show beside the message. */
export const LINK_METADATA = 'chain-of-trust.example/link'

/** What {@link LINK_METADATA} holds. */
export interface LinkMetadata {
  provider: string
  /** For people. */
  provider_name: string
  /** The name of the server that asks. */
  server: string
  reason: LinkNeeded['reason']
  scopes: readonly string[]
  /** ISO 8601. */
  expires_at: string
}
