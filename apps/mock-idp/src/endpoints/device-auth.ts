import { origin as origins } from '@chain-of-trust/auth-core/fastify'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { browserOf } from '../browser-cookie.ts'
import { EntraError } from '../entra-error.ts'
import type { IdentityProvider } from '../identity-provider.ts'
import { userCodePage } from '../pages/device-pages.ts'
import { sendPage } from '../pages/page.ts'
import { continueFlow } from './continue-flow.ts'

/** Where a person enters the code that a device shows (RFC 8628 §3.3). No address brings the code along. */
export function deviceAuth(app: FastifyInstance, idp: IdentityProvider): void {
  app.get('/devicelogin', (_request, reply) => reply.redirect(idp.urls.deviceAuth, 302))
  app.get('/:tenant/oauth2/deviceauth', (_request, reply) => sendPage(reply, userCodePage(idp)))
  app.post('/:tenant/oauth2/deviceauth', (request, reply) => enterUserCode(idp, request, reply))
}

function enterUserCode(idp: IdentityProvider, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  // Another page must not enter a code for the person: it would be the address that brings the code along. Cookies
  // say nothing here: each port of localhost is the same site.
  const { origin } = request.headers
  if (origin !== undefined && origin !== idp.urls.origin) throw new EntraError('interaction_unknown')

  const wait = idp.wrongUserCodes.wait(request.ip)
  if (wait > 0) return again(idp, request, reply.header('retry-after', wait), 'user_codes_guessed')
  const typed = ((request.body ?? {}) as Record<string, unknown>)['user_code']
  const stored = typeof typed === 'string' ? idp.deviceCodes.byUserCode(typed) : undefined
  const client = stored && idp.applications.byId(stored.request.clientId)
  if (stored === undefined || client === undefined) {
    idp.wrongUserCodes.count(request.ip)
    return again(idp, request, reply, 'user_code_wrong')
  }
  const { device, request: asked } = stored
  const { clientId, scope, claims, correlationId } = asked
  const authorization = {
    clientId,
    scope,
    device,
    correlationId,
    ...(claims === undefined ? {} : { claims }),
  }
  const visit = { request, reply, client, address: authorization }
  return continueFlow(idp, visit, authorization, { browser: browserOf(request), progress: {} })
}

function again(
  idp: IdentityProvider,
  request: FastifyRequest,
  reply: FastifyReply,
  reason: 'user_code_wrong' | 'user_codes_guessed',
): FastifyReply {
  const failure = new EntraError(reason)
  idp.audit.write({
    event: 'sign_in',
    outcome: 'failure',
    reason,
    ...origins(request),
    diagnostics: { error_codes: [...failure.codes] },
  })
  return sendPage(reply, userCodePage(idp, failure))
}
