import type { Account } from '../wire/account.ts'
import type { Operation } from '../wire/operation.ts'

/**
 * The account that an operation waits for is there, as far as can be seen from here: with all that the call asks
 * for, or connected since it was parked, so that the orchestrator shall say what is still missing. Whether it
 * is enough, the orchestrator decides: it asks the token vault before it runs anything.
 */
export function isConnected(operation: Operation, accounts: readonly Account[]): boolean {
  const { needs, createdAt } = operation
  const account = accountOf(operation, accounts)
  if (account?.state !== 'linked') return false
  const wanted = needs?.scopes ?? []
  const covers = wanted.length > 0 && wanted.every((scope) => account.scopes.includes(scope))
  return covers || Date.parse(account.linkedAt ?? '') > Date.parse(createdAt)
}

/** The one that an operation waits for. */
export function accountOf(
  { needs, server = needs?.by }: Operation,
  accounts: readonly Account[],
): Account | undefined {
  return accounts.find((account) => account.server === server)
}
