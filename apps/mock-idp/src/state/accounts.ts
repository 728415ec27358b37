import type { DatabaseSync } from 'node:sqlite'
import { EntraError } from '../entra-error.ts'
import type { Person } from '../directory.ts'

/** A person of the directory, with what the console changed. */
export interface Account extends Person {
  /** Epoch seconds. Sign-ins and tokens from before count no longer. */
  sessionsValidFrom: number
}

export interface Accounts {
  all(): Account[]
  find(oid: string): Account | undefined
  /** By user principal name (any case) or object id: what a `login_hint` holds. */
  byHint(hint: string): Account | undefined
  setEnabled(oid: string, enabled: boolean): void
  revokeSessions(oid: string): void
  /**
   * The account behind a grant made at `since`.
   * @throws EntraError `user_unknown`, `user_disabled`, `grant_revoked`
   */
  active(oid: string, since: number): Account
}

/** @param now epoch seconds */
export function openAccounts(
  database: DatabaseSync,
  people: readonly Person[],
  { now, tenant }: { now: () => number; tenant: string },
): Accounts {
  const select = database.prepare('select enabled, sessions_valid_from from account where oid = ?')
  const enable = database.prepare(
    'insert into account (oid, enabled) values (?1, ?2) on conflict do update set enabled = ?2',
  )
  const revoke = database.prepare(
    'insert into account (oid, sessions_valid_from) values (?1, ?2) on conflict do update set sessions_valid_from = ?2',
  )

  const withState = (person: Person): Account => {
    const row = select.get(person.oid)
    const enabled = row?.['enabled']
    return {
      ...person,
      accountEnabled: typeof enabled === 'number' ? enabled === 1 : person.accountEnabled,
      sessionsValidFrom: Number(row?.['sessions_valid_from'] ?? 0),
    }
  }
  const first = (matches: (person: Person) => boolean) => {
    const person = people.find(matches)
    return person && withState(person)
  }
  const find = (oid: string) => first((person) => person.oid === oid)

  return {
    find,
    all: () => people.map(withState),
    byHint: (hint) =>
      first(({ oid, userPrincipalName }) => [oid, userPrincipalName].includes(hint.toLowerCase())),
    setEnabled: (oid, enabled) => void enable.run(oid, enabled ? 1 : 0),
    // Tokens carry whole seconds: everything of the present second counts as before the revocation.
    revokeSessions: (oid) => void revoke.run(oid, now() + 1),
    active(oid, since) {
      const account = find(oid)
      if (account === undefined) throw new EntraError('user_unknown', { fill: { tenant } })
      if (!account.accountEnabled) throw new EntraError('user_disabled')
      if (since < account.sessionsValidFrom) throw new EntraError('grant_revoked')
      return account
    },
  }
}
