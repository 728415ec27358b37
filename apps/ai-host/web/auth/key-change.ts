import type { IPublicClientApplication } from '@azure/msal-browser'

const STORED = 'dpop-jkt'

/**
 * Tokens are per tab, the key is per browser: a sign-out in another tab replaces it, and this tab's tokens,
 * bound to the old key, are dead. They are dropped here, rather than refused one by one.
 * @param jkt thumbprint of the key now in use
 */
export async function dropTokensOfOtherKey(client: IPublicClientApplication, jkt: string): Promise<void> {
  const before = sessionStorage.getItem(STORED)
  sessionStorage.setItem(STORED, jkt)
  if (before !== null && before !== jkt) await client.clearCache()
}
