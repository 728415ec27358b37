import { PublicClientApplication } from '@azure/msal-node'
import { dpopNetworkModule, type DpopKey } from '@chain-of-trust/auth-core/dpop-client'
import { AI_HOST_CLI, BASE, type TestTenant } from './tenant.fixture.ts'

/** An unmodified msal-node public client of the tenant: nominal https authority, real endpoints from metadata. */
export function nativeClient({ fetch }: TestTenant, key: DpopKey): PublicClientApplication {
  return new PublicClientApplication({
    auth: {
      clientId: AI_HOST_CLI,
      authority: BASE.replace('http:', 'https:'),
      knownAuthorities: ['localhost:4490'],
      authorityMetadata: JSON.stringify({
        issuer: `${BASE}/v2.0`,
        authorization_endpoint: `${BASE}/oauth2/v2.0/authorize`,
        token_endpoint: `${BASE}/oauth2/v2.0/token`,
        end_session_endpoint: `${BASE}/oauth2/v2.0/logout`,
        jwks_uri: `${BASE}/discovery/v2.0/keys`,
      }),
      clientCapabilities: ['CP1'],
    },
    system: { networkClient: dpopNetworkModule(key, { fetch }) },
  })
}
