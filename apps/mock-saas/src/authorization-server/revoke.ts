import type { FastifyInstance } from 'fastify'
import type { AuthorizationServer } from './authorization-server.ts'
import { authenticateClient } from './client-authentication.ts'
import { enforceFault } from './fault.ts'
import { OAuthError } from './oauth-error.ts'
import { readParameters, required } from './parameters.ts'

/** RFC 7009: a refresh token ends its whole family, an access token itself alone. Who knows none hears 200 as well. */
export function revoke(app: FastifyInstance, server: AuthorizationServer): void {
  const { provider, switches, tokens, grants } = server
  app.post(provider.paths.revoke, async (request, reply) => {
    enforceFault(await switches.strike('token'))
    const parameters = readParameters(request.body)
    const client = authenticateClient(server, request, parameters)
    const token = required(parameters, 'token')
    const stored = tokens.find(token)
    const grant = stored && grants.find(stored.grantId)
    if (stored !== undefined && grant !== undefined) {
      if (grant.clientId !== client.id) {
        throw new OAuthError('unauthorized_client', 'the token was issued to another client')
      }
      if (stored.kind === 'refresh') grants.revoke(grant.id)
      else tokens.remove(token)
    }
    return reply.code(200).header('cache-control', 'no-store').send()
  })
}
