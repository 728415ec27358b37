import { BrowserCacheLocation, PublicClientApplication } from '@azure/msal-browser'
import { dpopNetworkModule, type DpopKey } from '@chain-of-trust/auth-core/dpop-client'
import type { PageConfig } from '../page-config.ts'

const MINUTE = 60_000

/**
 * MSAL, configured. The only difference between the mock and Entra ID is in `config`.
 * @param key absent: plain Bearer, for an authorization server without DPoP
 */
export async function createPublicClient(
  config: PageConfig,
  key: DpopKey | undefined,
): Promise<PublicClientApplication> {
  const client = new PublicClientApplication({
    auth: {
      clientId: config.clientId,
      authority: config.authority,
      knownAuthorities: config.knownAuthorities,
      authorityMetadata: config.authorityMetadata,
      redirectUri: config.redirectUri,
      // The bridge page answers for sign-out too; without it logoutPopup waits for its timeout.
      postLogoutRedirectUri: config.redirectUri,
      // "I can handle a claims challenge": without it, none is ever sent.
      clientCapabilities: ['CP1'],
    },
    cache: { cacheLocation: BrowserCacheLocation.SessionStorage },
    system: {
      // MFA takes longer than MSAL's minute. A popup that was closed is not noticed: the page offers another.
      popupBridgeTimeout: 10 * MINUTE,
      ...(key === undefined ? {} : { networkClient: dpopNetworkModule(key) }),
    },
  })
  await client.initialize()
  return client
}
