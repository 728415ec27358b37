import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { AuthorizationServer } from './authorization-server.ts'
import { authenticateClient } from './client-authentication.ts'
import type { Client } from './clients.ts'
import { enforceFault } from './fault.ts'
import { redeemCode } from './redeem-code.ts'
import { refresh } from './refresh.ts'
import { OAuthError } from './oauth-error.ts'
import { readParameters, required, type Parameters } from './parameters.ts'

/** RFC 6749 §5.1. */
export interface TokenResponse {
  access_token: string
  token_type: 'bearer'
  expires_in: number
  refresh_token: string
  refresh_token_expires_in: number
  scope: string
}

/** `gone`: whether the caller has hung up. */
export interface TokenRequest {
  parameters: Parameters
  client: Client
  gone: () => boolean
}

type Grant = (server: AuthorizationServer, request: TokenRequest) => TokenResponse | Promise<TokenResponse>

const GRANTS = new Map<string, Grant>([
  ['authorization_code', redeemCode],
  ['refresh_token', refresh],
])

/** The token endpoint (RFC 6749 §3.2). No browser may read it: the client is confidential. */
export function token(app: FastifyInstance, server: AuthorizationServer): void {
  app.post(server.provider.paths.token, async (request, reply) => {
    reply.header('cache-control', 'no-store')
    return answer(server, request)
  })
}

async function answer(server: AuthorizationServer, request: FastifyRequest): Promise<TokenResponse> {
  const parameters = readParameters(request.body)
  const grantType = required(parameters, 'grant_type')
  enforceFault(await server.switches.strike(grantType === 'refresh_token' ? 'refresh' : 'token'))
  const client = authenticateClient(server, request, parameters)
  const grant = GRANTS.get(grantType)
  if (grant === undefined) {
    throw new OAuthError('unsupported_grant_type', 'grant_type must be authorization_code or refresh_token')
  }
  return grant(server, { parameters, client, gone: () => request.raw.socket.destroyed })
}
