import type { Secret } from '@chain-of-trust/auth-core'
import type { ConfidentialClient } from './confidential-client.ts'
import { requestToken, type IssuedTokens } from './token-request.ts'

/** One on-behalf-of request; caching is `createExchange`'s. @throws TokenEndpointError */
export function requestOnBehalfOf(
  client: ConfidentialClient,
  assertion: Secret,
  scopes: readonly string[],
  claims?: string,
): Promise<IssuedTokens> {
  return requestToken(client, scopes, (application) =>
    application.acquireTokenOnBehalfOf({
      oboAssertion: assertion.reveal(),
      scopes: [...scopes],
      skipCache: true,
      ...(claims === undefined ? {} : { claims }),
    }),
  )
}
