import * as z from 'zod'

/** An account of the person's at a provider, as the token vault keeps it for one MCP server. Times are ISO 8601. */
export const Account = z.object({
  /** The MCP server that may use it, and nobody else. */
  server: z.string(),
  provider: z.string(),
  /** For people. */
  providerName: z.string(),
  /** `grant_lost`: the provider takes it no longer · `revoking`: no longer used, the provider has not confirmed. */
  state: z.enum(['not_linked', 'linked', 'grant_lost', 'revoking']),
  /** Whose it is at the provider. */
  account: z.object({ name: z.string() }).optional(),
  /** The provider's, as granted. */
  scopes: z.array(z.string()),
  /** The most that the server may have. */
  possibleScopes: z.array(z.string()),
  /** Of these, those with which nothing can be changed. */
  defaultScopes: z.array(z.string()),
  /** Those that go with every connection. */
  requiredScopes: z.array(z.string()),
  linkedAt: z.string().optional(),
  refreshedAt: z.string().optional(),
  lastUsedAt: z.string().optional(),
})
export type Account = z.infer<typeof Account>

/** `GET /api/accounts`: one for each server that may have one, connected or not. */
export const AccountList = z.object({ accounts: z.array(Account) })

/** The account that a call waits for, and the page of the token vault where the person connects it. */
export const Link = z.object({
  url: z.string(),
  /** Until when the page can be used (ISO 8601). */
  urlExpiresAt: z.string().optional(),
  provider: z.string(),
  /** For people. */
  providerName: z.string(),
  /** The provider's. */
  scopes: z.array(z.string()),
})

/** Where the person connects an account: a page of the token vault, until then (ISO 8601). */
export const ConnectLink = z.object({ url: z.string(), expiresAt: z.string() })
export type ConnectLink = z.infer<typeof ConnectLink>

/** `DELETE /api/accounts/{server}` */
export const Disconnected = z.object({ state: z.enum(['not_linked', 'revoking']) })
export type Disconnected = z.infer<typeof Disconnected>
