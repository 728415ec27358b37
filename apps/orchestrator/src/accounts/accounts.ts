import * as z from 'zod'
import type { McpServer } from '../mcp-servers.ts'
import type { Needs } from '../operations/operation.ts'
import { AccountState, Disconnected, type Account, type ConnectPage } from './account.ts'
import type { Asking, AskVault } from './ask-vault.ts'
import { InvalidRequest } from '../invalid-request.ts'
import { isConnectPage } from './connect-page.ts'

const StoredLink = z.object({
  server: z.string(),
  provider: z.string(),
  state: AccountState,
  account: z.object({ name: z.string() }).optional(),
  scopes: z.array(z.string()),
  possible_scopes: z.array(z.string()),
  default_scopes: z.array(z.string()),
  required_scopes: z.array(z.string()),
  linked_at: z.iso.datetime().optional(),
  refreshed_at: z.iso.datetime().optional(),
  last_used_at: z.iso.datetime().optional(),
})
const StoredLinks = z.object({ links: z.array(StoredLink) })

/** The person's accounts outside of the tenant, as the vault knows them. Each call throws what the vault refuses. */
export interface Accounts {
  /** Those of the servers in the policy, connected or not. @throws Refusal */
  list(asking: Asking): Promise<Account[]>
  /**
   * A fresh connect page.
   * @param scopes the provider's; default: those with which nothing can be changed
   * @param options.inAddition to what is granted already; otherwise just these, as the person has chosen them
   * @returns undefined when that server has no account to connect
   * @throws Refusal, InvalidRequest for scopes that the policy does not name
   */
  connect(
    asking: Asking,
    server: string,
    scopes?: readonly string[],
    options?: { inAddition?: boolean },
  ): Promise<ConnectPage | undefined>
  /** Ends the link here and at the provider. @returns undefined when there is none @throws Refusal */
  disconnect(asking: Asking, server: string): Promise<z.infer<typeof Disconnected> | undefined>
  /** Whether what a call waits for is there by now. @throws Refusal */
  has(asking: Asking, needs: Needs): Promise<boolean>
}

export interface AccountsOptions {
  ask: AskVault
  servers: ReadonlyMap<string, McpServer>
  /** The vault's canonical URL. */
  vault: string
}

/** Accounts by the vault's API. What it says is held against the policy: servers, providers, and where its pages are. */
export function createAccounts({ ask, servers, vault }: AccountsOptions): Accounts {
  const answer = z.object({
    connect_url: z.url().refine((url) => isConnectPage(url, vault)),
    expires_at: z.iso.datetime(),
  })

  const list = async (asking: Asking): Promise<Account[]> => {
    const found = await ask(asking, { method: 'GET', path: '/links', answer: StoredLinks })
    return (found?.links ?? []).flatMap((link) => accountOf(link, servers) ?? [])
  }
  const pathOf = (server: string) => `/links/${encodeURIComponent(server)}`

  return {
    list,
    async connect(asking, server, scopes, { inAddition = false } = {}) {
      const account = servers.get(server)?.account
      if (account === undefined) return undefined
      const unknown = scopes?.filter((scope) => !account.scopes.some(({ value }) => value === scope)) ?? []
      if (unknown.length > 0) throw new InvalidRequest(`scopes: ${server} has no such permission`)
      const some = scopes !== undefined && scopes.length > 0
      const body = { ...(some && { scopes }), ...(inAddition && { in_addition: true }) }
      const page = await ask(asking, { method: 'POST', path: `${pathOf(server)}/requests`, body, answer })
      return page && { url: page.connect_url, expiresAt: page.expires_at }
    },
    async disconnect(asking, server) {
      if (servers.get(server)?.account === undefined) return undefined
      return ask(asking, { method: 'DELETE', path: pathOf(server), answer: Disconnected })
    },
    async has(asking, { by, scopes = [] }) {
      const account = (await list(asking)).find(({ server }) => server === by)
      return account?.state === 'linked' && scopes.every((scope) => account.scopes.includes(scope))
    },
  }
}

/** With our own word for the provider. What the policy does not name is none of ours. */
function accountOf(
  link: z.infer<typeof StoredLink>,
  servers: AccountsOptions['servers'],
): Account | undefined {
  const known = servers.get(link.server)?.account
  if (known?.provider !== link.provider) return undefined
  return {
    server: link.server,
    provider: link.provider,
    providerName: known.title,
    state: link.state,
    ...(link.account === undefined ? {} : { account: { name: link.account.name } }),
    scopes: link.scopes,
    possibleScopes: link.possible_scopes,
    defaultScopes: link.default_scopes,
    requiredScopes: link.required_scopes,
    ...(link.linked_at === undefined ? {} : { linkedAt: link.linked_at }),
    ...(link.refreshed_at === undefined ? {} : { refreshedAt: link.refreshed_at }),
    ...(link.last_used_at === undefined ? {} : { lastUsedAt: link.last_used_at }),
  }
}
