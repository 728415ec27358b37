import { origin as origins } from '@chain-of-trust/auth-core/fastify'
import type { FastifyInstance } from 'fastify'
import { redirectUrisOf } from '../applications.ts'
import { browserOf, forgetBrowser } from '../browser-cookie.ts'
import { EntraError } from '../entra-error.ts'
import type { IdentityProvider } from '../identity-provider.ts'
import { signedOutPage } from '../pages/message-page.ts'
import { sendPage } from '../pages/page.ts'

/**
 * RP-initiated logout (OpenID Connect RP-Initiated Logout 1.0): ends the hinted person's session at this browser,
 * or everybody's, and the refresh tokens that came from it.
 */
export function logout(app: FastifyInstance, idp: IdentityProvider): void {
  app.get('/:tenant/oauth2/v2.0/logout', (request, reply) => {
    const query = request.query as Record<string, unknown>
    const target = postLogoutTarget(idp, query['post_logout_redirect_uri'])

    const browser = browserOf(request)
    const hint = query['logout_hint']
    const hinted = typeof hint === 'string' ? idp.accounts.byHint(hint) : undefined
    for (const { oid, sid } of browser === undefined ? [] : idp.browserSessions.end(browser, hinted?.oid)) {
      idp.refreshTokens.revokeSession(sid)
      idp.audit.write({
        event: 'sign_out',
        outcome: 'success',
        subject: { tid: idp.tenantId, oid },
        ...origins(request),
      })
    }
    if (browser !== undefined && idp.browserSessions.list(browser).length === 0) forgetBrowser(reply)

    if (target === undefined) return sendPage(reply, signedOutPage())
    const url = new URL(target)
    // Without its state, logoutPopup() waits for its whole timeout.
    if (typeof query['state'] === 'string') url.searchParams.set('state', query['state'])
    return reply.redirect(url.href, 302)
  })
}

/** Exactly one of the registered redirect URIs, or this endpoint is an open redirector. */
function postLogoutTarget({ applications }: IdentityProvider, uri: unknown): string | undefined {
  if (uri === undefined) return undefined
  const known = applications.all.flatMap(redirectUrisOf).find((registered) => registered === uri)
  if (known !== undefined) return known
  const fill = { uri: typeof uri === 'string' ? uri : '', client: 'any application' }
  throw new EntraError('reply_url_mismatch', { fill })
}
