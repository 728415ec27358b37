import type { AuditLog, Revocations } from '@chain-of-trust/auth-core'
import { origin as originOf } from '@chain-of-trust/auth-core/fastify'
import type { WebSignIn } from '@chain-of-trust/token-flow'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { PageRefusal } from '../pages/page-refusal.ts'
import type { Cookies } from './cookies.ts'
import { isOwnForm } from './form.ts'
import type { Session, Sessions } from './sessions.ts'

/** Lets people in to the vault's pages. */
export interface Door {
  /** The browser's session, if it has one and its person was not revoked since. @throws PageRefusal `vault_unavailable` */
  session: (request: FastifyRequest) => Promise<Session | undefined>
  /**
   * The same, for a form that was posted.
   * @throws PageRefusal `session_over`, `form_forged`
   */
  posted: (request: FastifyRequest) => Promise<Session>
  /** Sends the browser to sign in, and back to `returnTo`, a path of ours. */
  send: (
    request: FastifyRequest,
    reply: FastifyReply,
    returnTo: string,
    options?: { selectAccount?: boolean },
  ) => Promise<FastifyReply>
}

export interface DoorOptions {
  origin: string
  sessions: Sessions
  cookies: Cookies
  webSignIn: WebSignIn
  revocations: Revocations | undefined
  audit: AuditLog
  /** Epoch milliseconds. */
  now: () => number
}

/** A session is looked up, and held against the revocations, at each request: nothing of it is kept in memory. */
export function createDoor(options: DoorOptions): Door {
  const { origin, sessions, cookies, webSignIn, revocations, audit, now } = options

  async function session(request: FastifyRequest): Promise<Session | undefined> {
    const id = cookies.session(request)
    if (id === undefined) return undefined
    // As at the gate: who may have been revoked while we were down is not let in by mistake.
    if (revocations?.known() === false) throw new PageRefusal('vault_unavailable', { event: 'sign_in' })
    const found = await sessions.find(id)
    if (found === undefined) return undefined
    const before = revocations?.revokedBefore(found)
    if (before === undefined || found.issuedAt >= before) return found
    await sessions.end(id)
    const { tid, oid } = found
    const why = { outcome: 'failure', reason: 'token_revoked' } as const
    audit.write({ event: 'sign_in', ...why, subject: { tid, oid }, ...originOf(request) })
    return undefined
  }

  return {
    session,
    async posted(request) {
      const found = await session(request)
      if (found === undefined) throw new PageRefusal('session_over', { event: 'sign_in' })
      if (isOwnForm(request, found.id, origin)) return found
      const { tid, oid } = found
      throw new PageRefusal('form_forged', { subject: { tid, oid } })
    },
    async send(request, reply, returnTo, { selectAccount = false } = {}) {
      const { url, pending } = await webSignIn.begin({ selectAccount })
      cookies.begin(request, reply, { ...pending, returnTo, begunAt: now() })
      return reply.redirect(url, 303)
    },
  }
}
