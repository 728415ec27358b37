import { migrate, type SqlDatabase, type SqlRow } from '@chain-of-trust/service-kit'
import { newTicket, ticketDigest } from '../session/ticket.ts'
import type { Owner } from '../store/link-store.ts'

export interface LinkRequests {
  /**
   * Notes that this person, through this client, wants an account linked, and says where to send them. The address
   * holds a random ticket: nothing of the person, and no right of its own. Whoever opens it has to sign in, and must
   * be the person who asked (MCP 2026-07-28, Elicitation).
   * @param scopes the provider's, which the caller has held against the client's row of the access control list
   * @param options.exact the person has chosen just these; otherwise, what is granted by then is asked for along with them
   * @returns url: the vault's own connect page; expiresAt: epoch milliseconds
   */
  createLinkRequest: (
    owner: Owner,
    scopes: readonly string[],
    options?: { exact?: boolean },
  ) => Promise<LinkRequest>
  /** What a ticket stands for, until it is used or too old. */
  find: (ticket: string) => Promise<LinkRequested | undefined>
  /** Uses the ticket up. Of two requests at once, one gets true. */
  take: (ticket: string) => Promise<boolean>
  prune: () => Promise<void>
}

export interface LinkRequest {
  url: string
  /** Epoch milliseconds. */
  expiresAt: number
}

export interface AskedLink {
  owner: Owner
  /** The provider's. */
  scopes: readonly string[]
}

export interface LinkRequested extends AskedLink {
  /** Just these scopes, also where more is granted. */
  exact: boolean
}

/** Milliseconds. */
export const TICKET_LIFETIME = 10 * 60_000
/** Of one person and client at a time: an agent that asks in a loop must not fill the database. */
const MOST = 50

const STEPS = [
  `create table link_request (
    digest text primary key, tid text not null, oid text not null, client text not null, scopes text not null,
    expires_at bigint not null)`,
  'create index link_request_owner on link_request (tid, oid, client, expires_at)',
  'alter table link_request add column exact bigint not null default 0',
]

/**
 * @param options.origin of the vault's pages
 * @param options.now epoch milliseconds
 */
export async function openLinkRequests(
  database: SqlDatabase,
  { origin, now = Date.now }: { origin: string; now?: () => number },
): Promise<LinkRequests> {
  await migrate(database, 'link_request', STEPS)
  return {
    async createLinkRequest({ tid, oid, client }, scopes, { exact = false } = {}) {
      const ticket = newTicket()
      const expiresAt = now() + TICKET_LIFETIME
      await database.run(
        `delete from link_request where digest in (
           select digest from link_request where tid = ?1 and oid = ?2 and client = ?3
           order by expires_at desc limit 1000 offset ?4)`,
        tid,
        oid,
        client,
        MOST - 1,
      )
      await database.run(
        `insert into link_request (digest, tid, oid, client, scopes, expires_at, exact)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7)`,
        ticketDigest(ticket),
        tid,
        oid,
        client,
        JSON.stringify(scopes),
        expiresAt,
        Number(exact),
      )
      return { url: `${origin}/connect/${ticket}`, expiresAt }
    },
    async find(ticket) {
      const [row] = await database.all(
        'select * from link_request where digest = ?1 and expires_at > ?2',
        ticketDigest(ticket),
        now(),
      )
      return row && { ...askedOf(row), exact: Number(row['exact']) === 1 }
    },
    async take(ticket) {
      return (await database.run('delete from link_request where digest = ?1', ticketDigest(ticket))) === 1
    },
    async prune() {
      await database.run('delete from link_request where expires_at <= ?1', now())
    },
  }
}

/** The columns that say whose link is meant, and with which scopes. */
export function askedOf(row: SqlRow): AskedLink {
  return {
    owner: { tid: String(row['tid']), oid: String(row['oid']), client: String(row['client']) },
    scopes: JSON.parse(String(row['scopes'])) as string[],
  }
}
