/**
 * Token B with nobody present: a background job.
 *
 * A token exchange needs Token A, and Token A ends within the hour. What Entra ID allows a middle tier that goes
 * on later is the refresh token of its own on-behalf-of answer (`offline_access`). It belongs to this confidential
 * client: whoever steals it needs the client's certificate too. Each use answers with the next one.
 *
 * Conditional access is evaluated anew at each use, with nobody there to answer: a challenge is the caller's to
 * keep until the person is back.
 */
import { TokenEndpointError, type ExchangedToken, type Secret } from '@chain-of-trust/auth-core'
import type { ConfidentialClient } from './confidential-client.ts'
import { requestOnBehalfOf } from './on-behalf-of.ts'
import { requestToken } from './token-request.ts'

/** Token B, and what the next one is obtained with. */
export interface LongRunningToken extends ExchangedToken {
  refreshToken: Secret
}

/** Scopes are full names of one MCP server; both functions throw TokenEndpointError. */
export interface LongRunning {
  /**
   * While the person is there: exchanges their Token A.
   * @param options.claims claims challenge, JSON text, passed on as it came
   */
  start(
    assertion: Secret,
    scopes: readonly string[],
    options?: { claims?: string },
  ): Promise<LongRunningToken>
  /** Nobody is there. One refresh token serves every MCP server that was consented to: `scopes` narrow it. */
  continue(refreshToken: Secret, scopes: readonly string[]): Promise<LongRunningToken>
}

/** Token B for jobs, of one confidential client. Nothing is kept here: the caller seals the refresh token. */
export function createLongRunning(client: ConfidentialClient): LongRunning {
  return {
    async start(assertion, scopes, { claims } = {}) {
      const { token, refreshToken } = await requestOnBehalfOf(client, assertion, scopes, claims)
      // Not asked for by mistake, or withheld by the tenant: the job would end with this very token.
      if (refreshToken === undefined) throw new TokenEndpointError({ status: 400, error: 'invalid_scope' })
      return { ...token, refreshToken }
    },

    async continue(held, scopes) {
      const { token, refreshToken = held } = await requestToken(client, scopes, (application) =>
        application.acquireTokenByRefreshToken({ refreshToken: held.reveal(), scopes: [...scopes] }),
      )
      return { ...token, refreshToken }
    },
  }
}
