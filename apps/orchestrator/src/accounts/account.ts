import * as z from 'zod'

/** The connect page of one account, at the token vault: where the person goes, and what they are asked for there. */
export const Link = z.object({
  /** On the vault's own origin; it is good for nothing but to be opened by the person who asked. */
  url: z.url(),
  provider: z.string(),
  providerName: z.string(),
  /** The provider's scopes, not ours. */
  scopes: z.array(z.string()),
  /** Until when the page may be opened; after that a fresh one is to be asked for. */
  urlExpiresAt: z.iso.datetime().optional(),
})
export type Link = z.infer<typeof Link>

/** A fresh connect page: `POST /api/accounts/{server}/connect`, `POST /api/operations/{id}/connect`. */
export interface ConnectPage {
  url: string
  /** ISO 8601. */
  expiresAt: string
}

/**
 * `linked` · `not_linked` · `grant_lost`: the provider has ended it, the person has to connect again · `revoking`: ended
 * here, and still to be ended at the provider.
 */
export const AccountState = z.enum(['not_linked', 'linked', 'grant_lost', 'revoking'])
export type AccountState = z.infer<typeof AccountState>

/** One account that an MCP server may have, connected or not. Times are ISO 8601. */
export interface Account {
  /** The MCP server that uses it. */
  server: string
  provider: string
  providerName: string
  state: AccountState
  /** As the provider calls it. */
  account?: { name: string }
  /** What the person has allowed; the provider's scopes. */
  scopes: string[]
  /** The most that can be asked for. */
  possibleScopes: string[]
  /** Of these, those with which nothing can be changed. */
  defaultScopes: string[]
  /** Those that go with every connection. */
  requiredScopes: string[]
  linkedAt?: string
  refreshedAt?: string
  lastUsedAt?: string
}

/** `DELETE /api/accounts/{server}`. */
export const Disconnected = z.object({ state: z.enum(['not_linked', 'revoking']) })
