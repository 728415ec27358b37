import type { FastifyInstance } from 'fastify'
import type { AuthorizationServer } from './authorization-server.ts'

/** RFC 8414 §3.1: the issuer's path comes after the well-known name. */
export function metadata(app: FastifyInstance, { provider, issuer, urls }: AuthorizationServer): void {
  const methods = ['client_secret_basic', 'client_secret_post']
  app.get(`/.well-known/oauth-authorization-server/${provider.name}`, () => ({
    issuer,
    authorization_endpoint: urls.authorize,
    token_endpoint: urls.token,
    revocation_endpoint: urls.revoke,
    scopes_supported: Object.keys(provider.scopes),
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: ['authorization_code', 'refresh_token'],
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: methods,
    revocation_endpoint_auth_methods_supported: methods,
    authorization_response_iss_parameter_supported: true,
  }))
}
