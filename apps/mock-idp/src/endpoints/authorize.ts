import type { FastifyInstance } from 'fastify'
import {
  readAuthorizationRequest,
  readReplyAddress,
  type AuthorizationRequest,
} from '../authorization-request.ts'
import { browserOf } from '../browser-cookie.ts'
import { correlationId, EntraError } from '../entra-error.ts'
import type { IdentityProvider } from '../identity-provider.ts'
import { answerError, continueFlow } from './continue-flow.ts'

/** The authorization endpoint (RFC 6749 §4.1.1): code with PKCE, nothing else. */
export function authorize(app: FastifyInstance, idp: IdentityProvider): void {
  app.get('/:tenant/oauth2/v2.0/authorize', (request, reply) => {
    const query = request.query as Record<string, unknown>
    const correlation = correlationId(query['client-request-id'])
    // Thrown from here it ends on a page: nobody knows yet that the reply address is the client's own.
    const { client, address } = readReplyAddress(query, idp.applications, correlation)
    const visit = { request, reply, client, address }

    const read = attempt(() => readAuthorizationRequest(query, client, address, idp.applications))
    if (read instanceof EntraError) return answerError(idp, visit, read)
    return continueFlow(idp, visit, read, { browser: browserOf(request), progress: {} })
  })
}

function attempt(read: () => AuthorizationRequest): AuthorizationRequest | EntraError {
  try {
    return read()
  } catch (error) {
    if (error instanceof EntraError) return error
    throw error
  }
}
