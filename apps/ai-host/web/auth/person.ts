import type { AccountInfo, IPublicClientApplication } from '@azure/msal-browser'

/** Who is signed in, as far as the page shows it. */
export interface Person {
  /** Stable and unique per tenant; not shown. */
  id: string
  name: string
  username: string
}

export function accountOf(client: IPublicClientApplication): AccountInfo | null {
  return client.getActiveAccount() ?? client.getAllAccounts()[0] ?? null
}

export function personOf(account: AccountInfo): Person {
  return {
    id: account.homeAccountId,
    name: account.name ?? account.username,
    username: account.username,
  }
}
