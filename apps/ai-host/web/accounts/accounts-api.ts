import type { ResourceFetch } from '../auth/resource-fetch.ts'
import { AccountList, ConnectLink, Disconnected, type Account } from '../wire/account.ts'

export interface AccountsApi {
  list(): Promise<Account[]>
  /** A page of the token vault where the person connects the account. It opens nothing. */
  connect(server: string, scopes: readonly string[]): Promise<ConnectLink>
  /** From then on no server gets a token of it; `revoking`: the provider has not confirmed yet. */
  disconnect(server: string): Promise<Disconnected['state']>
}

/** The person's accounts at the token vault, by the orchestrator. Each function throws as `fetch` does. */
export function accountsApi(fetch: ResourceFetch): AccountsApi {
  const ask = async (path: string, init?: RequestInit): Promise<unknown> =>
    (await fetch(`/api/accounts${path}`, init)).json()
  const of = (server: string): string => `/${encodeURIComponent(server)}`
  return {
    list: async () => AccountList.parse(await ask('')).accounts,
    connect: async (server, scopes) =>
      ConnectLink.parse(
        await ask(`${of(server)}/connect`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ scopes }),
        }),
      ),
    disconnect: async (server) => Disconnected.parse(await ask(of(server), { method: 'DELETE' })).state,
  }
}
