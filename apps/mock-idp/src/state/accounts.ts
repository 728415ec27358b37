import type { DatabaseSync } from 'node:sqlite'
import { USUAL_LOCATION } from '../conditional-access/named-locations.ts'
import type { Device, Risk } from '../conditional-access/policy.ts'
import type { Person } from '../directory.ts'
import { EntraError } from '../entra-error.ts'

/** A person of the directory, with what the console changed. Times are epoch seconds. */
export interface Account extends Person {
  /** Sign-ins and grants from before count no longer. */
  sessionsValidFrom: number
  /** The last event about the person: resources may refuse every token from before. */
  tokensValidFrom: number
  risk: Risk
  device: Device
  /** A named location of the tenant. */
  location: string
  passwordChangedAt?: number
}

export interface Accounts {
  all(): Account[]
  find(oid: string): Account | undefined
  /** By user principal name (any case) or object id: what a `login_hint` holds. */
  byHint(hint: string): Account | undefined
  /** The person has set up a second factor. */
  registerMfa(oid: string): void
  /** Each change returns its instant: the first second whose tokens know of it. */
  setEnabled(oid: string, enabled: boolean): number
  revokeSessions(oid: string): number
  changePassword(oid: string): number
  setRisk(oid: string, risk: Risk): number
  setDevice(oid: string, device: Device): number
  setLocation(oid: string, location: string): number
  /**
   * The account behind a grant of a person who signed in at `since`.
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
  const select = database.prepare('select * from account where oid = ?')
  const insert = database.prepare('insert or ignore into account (oid) values (?)')
  const setter = (column: string) => {
    const update = database.prepare(`update account set ${column} = ? where oid = ?`)
    return (oid: string, value: number | string) => void (insert.run(oid), update.run(value, oid))
  }
  const set = {
    enabled: setter('enabled'),
    sessionsValidFrom: setter('sessions_valid_from'),
    tokensValidFrom: setter('tokens_valid_from'),
    risk: setter('risk'),
    device: setter('device'),
    location: setter('location'),
    passwordChangedAt: setter('password_changed_at'),
    mfaRegistered: setter('mfa_registered'),
  }

  const withState = (person: Person): Account => {
    const row = select.get(person.oid) ?? {}
    const { enabled, mfa_registered: mfaRegistered, password_changed_at: passwordChangedAt } = row
    const sessionsValidFrom = Number(row['sessions_valid_from'] ?? 0)
    return {
      ...person,
      accountEnabled: typeof enabled === 'number' ? enabled === 1 : person.accountEnabled,
      mfaRegistered: typeof mfaRegistered === 'number' ? mfaRegistered === 1 : person.mfaRegistered,
      sessionsValidFrom,
      tokensValidFrom: Math.max(sessionsValidFrom, Number(row['tokens_valid_from'] ?? 0)),
      risk: (row['risk'] ?? 'none') as Risk,
      device: (row['device'] ?? 'compliant') as Device,
      location: String(row['location'] ?? USUAL_LOCATION),
      ...(typeof passwordChangedAt === 'number' ? { passwordChangedAt } : {}),
    }
  }
  const first = (matches: (person: Person) => boolean) => {
    const person = people.find(matches)
    return person && withState(person)
  }
  const find = (oid: string) => first((person) => person.oid === oid)

  /**
   * Tokens carry whole seconds: everything of the present second counts as before the event. And a second event in
   * that second must also catch what was issued between the two.
   */
  const event = (oid: string): number => {
    const at = Math.max(now(), find(oid)?.tokensValidFrom ?? 0) + 1
    set.tokensValidFrom(oid, at)
    return at
  }
  /** Nothing that was issued becomes stale by it. */
  const improvement = (): number => now()
  const endSessions = (oid: string): number => {
    const at = event(oid)
    set.sessionsValidFrom(oid, at)
    return at
  }

  return {
    find,
    all: () => people.map(withState),
    byHint: (hint) =>
      first(({ oid, userPrincipalName }) => [oid, userPrincipalName].includes(hint.toLowerCase())),
    registerMfa: (oid) => set.mfaRegistered(oid, 1),
    setEnabled(oid, enabled) {
      set.enabled(oid, enabled ? 1 : 0)
      return enabled ? improvement() : endSessions(oid)
    },
    revokeSessions: endSessions,
    changePassword(oid) {
      set.passwordChangedAt(oid, now())
      return endSessions(oid)
    },
    setRisk(oid, risk) {
      set.risk(oid, risk)
      return risk === 'none' ? improvement() : event(oid)
    },
    setDevice(oid, device) {
      set.device(oid, device)
      return device === 'compliant' ? improvement() : event(oid)
    },
    setLocation(oid, location) {
      set.location(oid, location)
      return event(oid)
    },
    active(oid, since) {
      const account = find(oid)
      if (account === undefined) throw new EntraError('user_unknown', { fill: { tenant } })
      if (!account.accountEnabled) throw new EntraError('user_disabled')
      const { sessionsValidFrom } = account
      if (since < sessionsValidFrom) {
        const iso = (seconds: number) => new Date(seconds * 1000).toISOString()
        const fill = { issuedAt: iso(since), validFrom: iso(sessionsValidFrom) }
        throw new EntraError('grant_revoked', { fill })
      }
      return account
    },
  }
}
