import type { FastifyReply, FastifyRequest } from 'fastify'
import { randomToken } from '../state/database.ts'

const nameFor = (provider: string) => `mock_saas_${provider}`

/** The browser's id, if it has one. */
export function browserOf(request: FastifyRequest, provider: string): string | undefined {
  return request.cookies[nameFor(provider)]
}

/**
 * The browser's id, made now if it had none. Lax, so that another site's form arrives without it. Not `Secure`:
 * everything is http on loopback, and not every browser makes an exception there.
 */
export function rememberBrowser(request: FastifyRequest, reply: FastifyReply, provider: string): string {
  const known = browserOf(request, provider)
  if (known !== undefined) return known
  const fresh = randomToken()
  reply.setCookie(nameFor(provider), fresh, { path: `/${provider}`, httpOnly: true, sameSite: 'lax' })
  return fresh
}
