import { createHmac } from 'node:crypto'
import { migrate, type SqlDatabase } from '@chain-of-trust/service-kit'
import { newTicket, ticketDigest } from '../session/ticket.ts'
import { askedOf, type AskedLink } from './link-requests.ts'

/** A person who was sent to a provider, and has to come back in the same session. */
export interface AuthorizationRequest extends AskedLink {
  provider: string
  /** The session that was there at the consent. */
  sessionDigest: string
}

export interface AuthorizationRequests {
  /** Only after the person's consent: a state that exists before it lets another site skip the question. */
  create: (request: AuthorizationRequest) => Promise<{ state: string }>
  /** Finds and forgets in one step: a state is good for one answer (RFC 9700 §2.1, §4.7). */
  take: (state: string) => Promise<AuthorizationRequest | undefined>
  prune: () => Promise<void>
}

/** Milliseconds. */
const LIFETIME = 10 * 60_000

const STEPS = [
  `create table provider_authorization (
    digest text primary key, session text not null, tid text not null, oid text not null, client text not null,
    provider text not null, scopes text not null, expires_at bigint not null)`,
]

/** @param now epoch milliseconds */
export async function openAuthorizationRequests(
  database: SqlDatabase,
  now: () => number,
): Promise<AuthorizationRequests> {
  await migrate(database, 'provider_authorization', STEPS)
  return {
    async create({ owner, scopes, provider, sessionDigest }) {
      const state = newTicket()
      await database.run(
        `insert into provider_authorization (digest, session, tid, oid, client, provider, scopes, expires_at)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)`,
        ticketDigest(state),
        sessionDigest,
        owner.tid,
        owner.oid,
        owner.client,
        provider,
        JSON.stringify(scopes),
        now() + LIFETIME,
      )
      return { state }
    },
    async take(state) {
      const [row] = await database.all(
        'delete from provider_authorization where digest = ?1 and expires_at > ?2 returning *',
        ticketDigest(state),
        now(),
      )
      if (row === undefined) return undefined
      return { ...askedOf(row), provider: String(row['provider']), sessionDigest: String(row['session']) }
    },
    async prune() {
      await database.run('delete from provider_authorization where expires_at <= ?1', now())
    },
  }
}

/**
 * The PKCE `code_verifier` (RFC 7636 §4.1) of one authorization: kept nowhere, and made again when the same browser
 * comes back. Who sees the state in the address, or reads the database, cannot make it: the session's id is in the
 * cookie only.
 */
export function codeVerifier(sessionId: string, state: string): string {
  return createHmac('sha256', sessionId).update(`code_verifier ${state}`).digest('base64url')
}
