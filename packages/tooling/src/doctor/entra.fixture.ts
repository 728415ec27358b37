/** What a tenant of the real Entra ID answers: the shape of a recorded document, with another tenant's id. */
import type { Fetch } from './metadata.ts'

export const TENANT = '88888888-8888-4888-8888-888888888888'
const base = `https://login.microsoftonline.com/${TENANT}`
export const ISSUER = `${base}/v2.0`

export const DOCUMENT = {
  token_endpoint: `${base}/oauth2/v2.0/token`,
  token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
  jwks_uri: `${base}/discovery/v2.0/keys`,
  response_modes_supported: ['query', 'fragment', 'form_post'],
  subject_types_supported: ['pairwise'],
  id_token_signing_alg_values_supported: ['RS256'],
  response_types_supported: ['code', 'id_token', 'code id_token', 'id_token token'],
  scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
  issuer: ISSUER,
  request_uri_parameter_supported: false,
  userinfo_endpoint: 'https://graph.microsoft.com/oidc/userinfo',
  authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
  device_authorization_endpoint: `${base}/oauth2/v2.0/devicecode`,
  http_logout_supported: true,
  frontchannel_logout_supported: true,
  end_session_endpoint: `${base}/oauth2/v2.0/logout`,
  kerberos_endpoint: `${base}/kerberos`,
  tenant_region_scope: 'WW',
  cloud_instance_name: 'microsoftonline.com',
  cloud_graph_host_name: 'graph.windows.net',
  msgraph_host: 'graph.microsoft.com',
  rbac_url: 'https://pas.windows.net',
}

export const KEYS = {
  keys: [
    { kty: 'RSA', use: 'sig', kid: 'k1', x5t: 'k1', n: 'n', e: 'AQAB', x5c: ['c'], issuer: ISSUER },
    { kty: 'RSA', use: 'sig', kid: 'k2', x5t: 'k2', n: 'n', e: 'AQAB', x5c: ['c'], issuer: ISSUER },
  ],
}

/** A configuration for that tenant, in which nothing about the tenant is wrong. */
export const ENVIRONMENT = {
  ISSUER,
  TENANT_ID: TENANT,
  JWKS_URI: DOCUMENT.jwks_uri,
  TOKEN_ENDPOINT: DOCUMENT.token_endpoint,
  SENDER_CONSTRAINT: 'none',
  SECURITY_EVENTS: 'off',
}

export function entra(document: object = DOCUMENT, keys: object = KEYS): Fetch {
  return async (url) => {
    if (url === `${ISSUER}/.well-known/openid-configuration`) return Response.json(document)
    if (url === DOCUMENT.jwks_uri) return Response.json(keys)
    return new Response('', { status: 404 })
  }
}
