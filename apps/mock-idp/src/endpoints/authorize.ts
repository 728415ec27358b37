import { origin as origins } from '@chain-of-trust/auth-core/fastify'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { readAuthorizationRequest, readReplyAddress } from '../authorization-request.ts'
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
    const reading = attempt(() => readReplyAddress(query, idp.applications, correlation))
    if (reading instanceof EntraError) throw recorded(idp, request, reading, correlation)
    const { client, address } = reading
    const visit = { request, reply, client, address }

    const read = attempt(() => readAuthorizationRequest(query, client, address, idp.applications))
    if (read instanceof EntraError) return answerError(idp, visit, read)
    return continueFlow(idp, visit, read, { browser: browserOf(request), progress: {} })
  })
}

/** Whose request it is, nobody knows; that somebody tried is on the record all the same. */
function recorded(
  idp: IdentityProvider,
  request: FastifyRequest,
  failure: EntraError,
  correlation: string,
): EntraError {
  idp.audit.write({
    event: 'sign_in',
    outcome: 'failure',
    reason: failure.reason,
    ...origins(request),
    diagnostics: { error_codes: [...failure.codes], correlation_id: correlation },
  })
  return failure
}

function attempt<T>(read: () => T): T | EntraError {
  try {
    return read()
  } catch (error) {
    if (error instanceof EntraError) return error
    throw error
  }
}
