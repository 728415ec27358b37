import type { Subject } from '@chain-of-trust/auth-core'
import { migrate, type SqlDatabase, type SqlRow } from '@chain-of-trust/service-kit'
import type { SignedIn } from '@chain-of-trust/token-flow'
import { newTicket, ticketDigest } from './ticket.ts'

/** Somebody who has signed in to the vault's pages. Nothing but these pages takes it. */
export interface Session extends SignedIn {
  /** What the browser holds; the database has its digest only. */
  id: string
}

export interface Sessions {
  /** Always under a new id: one that the browser brought along may be known to somebody else (session fixation). */
  create: (person: SignedIn) => Promise<Session>
  find: (id: string) => Promise<Session | undefined>
  end: (id: string) => Promise<void>
  /** Those of a person that were begun before an instant (epoch seconds). */
  endBefore: (subject: Subject, instant: number) => Promise<void>
  /** Forgets what is over. */
  prune: () => Promise<void>
}

/** Milliseconds, from the sign-in and not from the last use. */
export const SESSION_LIFETIME = 60 * 60_000

const STEPS = [
  `create table web_session (
    digest text primary key, tid text not null, oid text not null, name text not null, username text not null,
    issued_at bigint not null, expires_at bigint not null)`,
  'create index web_session_person on web_session (tid, oid)',
]

/** @param now epoch milliseconds */
export async function openSessions(database: SqlDatabase, now: () => number): Promise<Sessions> {
  await migrate(database, 'web_session', STEPS)
  return {
    async create(person) {
      const session = { ...person, id: newTicket() }
      const { tid, oid, name, username, issuedAt } = session
      await database.run(
        `insert into web_session (digest, tid, oid, name, username, issued_at, expires_at)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7)`,
        ticketDigest(session.id),
        tid,
        oid,
        name,
        username,
        issuedAt,
        now() + SESSION_LIFETIME,
      )
      return session
    },
    async find(id) {
      const [row] = await database.all(
        'select * from web_session where digest = ?1 and expires_at > ?2',
        ticketDigest(id),
        now(),
      )
      return row && { ...personOf(row), id }
    },
    async end(id) {
      await database.run('delete from web_session where digest = ?1', ticketDigest(id))
    },
    async endBefore({ tid, oid }, instant) {
      const sql = 'delete from web_session where tid = ?1 and oid = ?2 and issued_at < ?3'
      await database.run(sql, tid, oid, instant)
    },
    async prune() {
      await database.run('delete from web_session where expires_at <= ?1', now())
    },
  }
}

function personOf(row: SqlRow): SignedIn {
  return {
    tid: String(row['tid']),
    oid: String(row['oid']),
    name: String(row['name']),
    username: String(row['username']),
    issuedAt: Number(row['issued_at']),
  }
}
