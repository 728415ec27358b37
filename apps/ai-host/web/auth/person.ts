import type { AccountInfo, IPublicClientApplication } from '@azure/msal-browser'

/** As verified tokens and audit records name a person. */
export interface PersonId {
  tid: string
  oid: string
}

/** Who is signed in, as far as the page shows it. */
export interface Person {
  /** Stable and unique per tenant; not shown. */
  id: string
  name: string
  username: string
  /** Not shown. */
  subject: PersonId
}

export function accountOf(client: IPublicClientApplication): AccountInfo | null {
  return client.getActiveAccount() ?? client.getAllAccounts()[0] ?? null
}

export function personOf(account: AccountInfo): Person {
  return {
    id: account.homeAccountId,
    name: account.name ?? account.username,
    username: account.username,
    subject: { tid: account.tenantId, oid: account.localAccountId },
  }
}
