import type { FastifyReply, FastifyRequest } from 'fastify'
import type { PendingSignIn } from '@chain-of-trust/token-flow'
import { ticketDigest } from './ticket.ts'

/** The browser's own copy of a sign-in that it has begun, and where it wanted to go. */
export interface BegunSignIn extends PendingSignIn {
  returnTo: string
  /** Epoch milliseconds. */
  begunAt: number
}

/**
 * What a browser holds. Cookies ignore ports, so on one machine the names must be the vault's own; over https they
 * carry the `__Host-` prefix, and no neighbouring host can set them. `Lax`: sent along when the authorization server
 * or a provider sends the person back, and with no form of another site.
 */
export interface Cookies {
  session: (request: FastifyRequest) => string | undefined
  setSession: (reply: FastifyReply, id: string) => void
  clearSession: (reply: FastifyReply) => void
  /** One cookie for each sign-in under way: two windows may ask at once. */
  begin: (request: FastifyRequest, reply: FastifyReply, signIn: BegunSignIn) => void
  /** The sign-in that `state` belongs to, if this browser has begun it; it is forgotten in the same step. */
  take: (request: FastifyRequest, reply: FastifyReply, state: string) => BegunSignIn | undefined
}

/** Sign-ins under way in one browser; the request line of a provider's redirect must not outgrow a header. */
const MOST = 4

/** @param origin of the vault's pages */
export function cookiesFor(origin: string): Cookies {
  const secure = origin.startsWith('https:')
  const options = { path: '/', httpOnly: true, sameSite: 'lax', secure } as const
  const name = `${secure ? '__Host-' : ''}token-vault`
  const nameOf = (state: string) => `${name}-sign-in-${ticketDigest(state).slice(0, 16)}`

  return {
    session: (request) => request.cookies[`${name}-session`],
    setSession: (reply, id) => void reply.setCookie(`${name}-session`, id, options),
    clearSession: (reply) => void reply.clearCookie(`${name}-session`, options),
    begin(request, reply, signIn) {
      const begun = Object.keys(request.cookies).filter((cookie) => cookie.startsWith(`${name}-sign-in-`))
      for (const cookie of begun.length < MOST ? [] : begun) reply.clearCookie(cookie, options)
      const value = Buffer.from(JSON.stringify(signIn)).toString('base64url')
      reply.setCookie(nameOf(signIn.state), value, { ...options, maxAge: 600 })
    },
    take(request, reply, state) {
      const value = request.cookies[nameOf(state)]
      if (value === undefined) return undefined
      reply.clearCookie(nameOf(state), options)
      return read(value)
    },
  }
}

/** Our own words, but out of a browser: anything may be in them. */
function read(value: string): BegunSignIn | undefined {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(value, 'base64url').toString())
    const fields = Object.entries(parsed ?? {})
    const complete = ['state', 'nonce', 'verifier', 'returnTo'].every((name) =>
      fields.some(([field, content]) => field === name && typeof content === 'string'),
    )
    return complete ? (parsed as BegunSignIn) : undefined
  } catch {
    return undefined
  }
}
