import { Refusal, TokenEndpointError, type AuditLog } from '@chain-of-trust/auth-core'
import { origin } from '@chain-of-trust/auth-core/fastify'
import type { SignedIn, WebSignIn } from '@chain-of-trust/token-flow'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { signedOutPage } from '../pages/outcome-pages.ts'
import { PageRefusal } from '../pages/page-refusal.ts'
import { sendPage } from '../pages/site.ts'
import type { BegunSignIn, Cookies } from './cookies.ts'
import type { Door } from './door.ts'
import { fieldOf } from './form.ts'
import type { Sessions } from './sessions.ts'

export interface SignInOptions {
  door: Door
  sessions: Sessions
  cookies: Cookies
  webSignIn: WebSignIn
  audit: AuditLog
  /** Epoch milliseconds. */
  now: () => number
}

/** Milliseconds. */
const PATIENCE = 10 * 60_000
/** Where a sign-in may lead: pages of ours that a sign-in begins from. Anything else would be an open redirect. */
const RETURN_TO = /^\/(connect\/[\w-]{43})?$/

/** `GET /signed-in`, where the people's own sign-in sends them back to, and `POST /sign-out`. */
export function signInRoutes(app: FastifyInstance, options: SignInOptions): void {
  const { door, sessions, cookies, webSignIn, audit, now } = options
  const config = { public: true }

  app.get('/signed-in', { config }, async (request, reply) => {
    const { code, state, error } = request.query as Record<string, unknown>
    const begun = typeof state === 'string' ? cookies.take(request, reply, state) : undefined
    // Without it this would sign a person in as whoever made the link (login CSRF).
    if (begun === undefined || begun.state !== state || now() - begun.begunAt > PATIENCE) {
      throw new PageRefusal('sign_in_unknown', { event: 'sign_in' })
    }
    if (typeof error === 'string' || typeof code !== 'string') {
      const detail = typeof error === 'string' && /^[a-z_]{1,64}$/.test(error) ? error : 'no code'
      throw new PageRefusal('sign_in_refused', { event: 'sign_in', diagnostics: { detail } })
    }
    const person = await finish(request, code, begun)
    const before = cookies.session(request)
    if (before !== undefined) await sessions.end(before)
    const session = await sessions.create(person)
    cookies.setSession(reply, session.id)
    return reply.redirect(RETURN_TO.test(begun.returnTo) ? begun.returnTo : '/', 303)
  })

  app.post('/sign-out', { config }, async (request, reply) => {
    const { id, tid, oid } = await door.posted(request)
    await sessions.end(id)
    cookies.clearSession(reply)
    audit.write({ event: 'sign_out', outcome: 'success', subject: { tid, oid }, ...origin(request) })
    const returnTo = fieldOf(request, 'return_to')
    if (returnTo === undefined) return sendPage(reply, signedOutPage())
    return door.send(request, reply, RETURN_TO.test(returnTo) ? returnTo : '/', { selectAccount: true })
  })

  async function finish(request: FastifyRequest, code: string, begun: BegunSignIn): Promise<SignedIn> {
    const person = await webSignIn.finish(code, begun).catch((cause: unknown) => {
      throw refusalOf(cause)
    })
    const { tid, oid } = person
    audit.write({ event: 'sign_in', outcome: 'success', subject: { tid, oid }, ...origin(request) })
    return person
  }
}

function refusalOf(cause: unknown): unknown {
  if (cause instanceof TokenEndpointError && cause.remedy !== 'retry_later') {
    return new PageRefusal('sign_in_refused', {
      event: 'sign_in',
      cause,
      diagnostics: { detail: cause.error },
    })
  }
  if (cause instanceof Refusal && cause.reason === 'sign_in_required') {
    const { detail = 'id token' } = cause.params
    return new PageRefusal('sign_in_refused', { event: 'sign_in', cause, diagnostics: { detail } })
  }
  return cause
}
