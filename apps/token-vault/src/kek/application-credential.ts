import type { KeyClient } from '@azure/keyvault-keys'
import { requestApplicationToken, type ConfidentialClient } from '@chain-of-trust/token-flow'

export type AzureCredential = ConstructorParameters<typeof KeyClient>[1]

/**
 * The vault's own registration as a credential of the Azure SDK, by its certificate: no secret, no second identity to
 * look after. Azure takes bearer tokens only. The SDK keeps the token until shortly before its end.
 */
export function applicationCredential(client: ConfidentialClient): AzureCredential {
  const bearer: ConfidentialClient = { ...client, dpopKey: undefined, resourceIndicators: false }
  return {
    async getToken(scopes) {
      // The SDK has made sure that the resource which the challenge names is the parent domain of the key vault.
      const [scope] = [scopes].flat()
      const { token, expiresAt } = await requestApplicationToken(
        bearer,
        String(scope).replace(/\/\.default$/, ''),
      )
      return { token: token.reveal(), expiresOnTimestamp: expiresAt * 1000 }
    },
  }
}
