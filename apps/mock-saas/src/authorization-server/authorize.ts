import type { FastifyInstance } from 'fastify'
import { signInPage } from '../pages/sign-in-page.ts'
import type { AuthorizationServer } from './authorization-server.ts'
import { readAuthorizationRequest, readReplyAddress, replyUrl } from './authorization-request.ts'
import { rememberBrowser } from './browser-cookie.ts'
import { OAuthError } from './oauth-error.ts'
import { readParameters } from './parameters.ts'

/** The authorization endpoint (RFC 6749 §4.1.1): code with PKCE, nothing else. It always asks who the person is. */
export function authorize(app: FastifyInstance, server: AuthorizationServer): void {
  const { provider, issuer, clients, interactions } = server
  app.get(provider.paths.authorize, (request, reply) => {
    const query = request.query as Record<string, unknown>
    const { client, address } = readReplyAddress(query, clients)
    try {
      const possible = Object.keys(provider.scopes)
      const asked = readAuthorizationRequest(readParameters(query), client, address, possible)
      const browser = rememberBrowser(request, reply, provider.name)
      const interaction = interactions.open(browser, { step: 'sign_in', request: asked })
      return provider.sendPage(reply, signInPage(server, { interaction, client, request: asked }))
    } catch (error) {
      if (!(error instanceof OAuthError)) throw error
      const answer = { error: error.error, error_description: error.message }
      return reply.redirect(replyUrl(address, issuer, answer), 302)
    }
  })
}
