import type { FastifyInstance } from 'fastify'
import { DEVICE_CODE } from '../grants/device-code.ts'
import type { IdentityProvider } from '../identity-provider.ts'

/** OpenID Connect Discovery 1.0, at Entra's address. Public, and readable by any origin. */
export function discovery(app: FastifyInstance, idp: IdentityProvider): void {
  const { issuer, authorize, token, deviceCode, logout, keys } = idp.urls
  const dpop = idp.senderConstraint.method === 'dpop' ? { dpop_signing_alg_values_supported: ['ES256'] } : {}
  const document = {
    issuer,
    authorization_endpoint: authorize,
    token_endpoint: token,
    device_authorization_endpoint: deviceCode,
    end_session_endpoint: logout,
    jwks_uri: keys,
    response_types_supported: ['code'],
    response_modes_supported: ['query', 'fragment', 'form_post'],
    grant_types_supported: [
      'authorization_code',
      'refresh_token',
      'client_credentials',
      'urn:ietf:params:oauth:grant-type:jwt-bearer',
      DEVICE_CODE,
    ],
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    token_endpoint_auth_methods_supported: ['private_key_jwt', 'none'],
    token_endpoint_auth_signing_alg_values_supported: ['PS256'],
    code_challenge_methods_supported: ['S256'],
    prompt_values_supported: ['none', 'login', 'select_account', 'consent'],
    claims_parameter_supported: true,
    request_uri_parameter_supported: false,
    ...dpop,
  }
  app.get('/:tenant/v2.0/.well-known/openid-configuration', (_request, reply) =>
    reply
      .header('access-control-allow-origin', '*')
      .header('cache-control', 'public, max-age=300')
      .send(document),
  )
}
