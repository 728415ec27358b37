import type { Account, ConnectLink } from '../wire/account.ts'

/** By server, accounts that are being connected from this page. */
export type Pending = Readonly<Record<string, PendingLink>>

export interface PendingLink {
  link: ConnectLink
  /** What was chosen, of the provider's. */
  scopes: readonly string[]
  /** The person has opened its page. */
  opened: boolean
  /** The account as it was before. */
  before: Account
}

/** Leaves out what has been connected since. */
export function stillPending(pending: Pending, accounts: readonly Account[]): Pending {
  const left = Object.entries(pending).filter(([server, { before }]) => {
    const now = accounts.find((account) => account.server === server)
    return now?.state !== 'linked' || now.linkedAt === before.linkedAt
  })
  return left.length === Object.keys(pending).length ? pending : Object.fromEntries(left)
}

export function without(pending: Pending, server: string): Pending {
  const { [server]: _, ...others } = pending
  return others
}
