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

/** A fresh connect page. */
export const ConnectPage = z.object({ url: z.url(), expiresAt: z.iso.datetime() })
export type ConnectPage = z.infer<typeof ConnectPage>

/**
 * `linked` · `not_linked` · `grant_lost`: the provider has ended it, the person has to connect again · `revoking`: ended
 * here, and still to be ended at the provider.
 */
export const AccountState = z.enum(['not_linked', 'linked', 'grant_lost', 'revoking'])
export type AccountState = z.infer<typeof AccountState>

/** One account that an MCP server may have, connected or not. Times are ISO 8601. */
export const Account = z.object({
  /** The MCP server that uses it. */
  server: z.string(),
  provider: z.string(),
  providerName: z.string(),
  state: AccountState,
  /** As the provider calls it. */
  account: z.object({ name: z.string() }).optional(),
  /** What the person has allowed; the provider's scopes. */
  scopes: z.array(z.string()),
  /** The most that can be asked for. */
  possibleScopes: z.array(z.string()),
  linkedAt: z.iso.datetime().optional(),
  refreshedAt: z.iso.datetime().optional(),
  lastUsedAt: z.iso.datetime().optional(),
})
export type Account = z.infer<typeof Account>

/** `GET /api/accounts`. */
export const AccountList = z.object({ accounts: z.array(Account) })
/** `DELETE /api/accounts/{server}`. */
export const Disconnected = z.object({ state: z.enum(['not_linked', 'revoking']) })
