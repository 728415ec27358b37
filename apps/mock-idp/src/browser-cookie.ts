import type { FastifyReply, FastifyRequest } from 'fastify'
import { randomToken } from './state/database.ts'

const NAME = 'mock_idp_browser'

/** The browser's id, if it has one. */
export function browserOf(request: FastifyRequest): string | undefined {
  return request.cookies[NAME]
}

/** The browser's id, made now if it had none. */
export function rememberBrowser(request: FastifyRequest, reply: FastifyReply): string {
  const known = browserOf(request)
  if (known !== undefined) return known
  const fresh = randomToken()
  setBrowser(reply, fresh)
  return fresh
}

/**
 * Lax, so that another site's form arrives without it, while the app's hidden iframe, on the same site, arrives
 * with it. Not `Secure`: everything is http on loopback, and not every browser makes an exception there.
 */
export function setBrowser(reply: FastifyReply, browser: string): void {
  reply.setCookie(NAME, browser, { path: '/', httpOnly: true, sameSite: 'lax' })
}

export function forgetBrowser(reply: FastifyReply): void {
  reply.clearCookie(NAME, { path: '/', httpOnly: true, sameSite: 'lax' })
}
