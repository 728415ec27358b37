/**
 * A token for the application itself: no person delegated anything (client_credentials, RFC 6749 §4.4).
 *
 * Outside the walk-through on purpose: a tier acts for people with their tokens only, and every resource of it
 * refuses such a token. A tier uses it to hear the authorization server's security events, and to send its audit log on.
 */
import type { ExchangedToken } from '@chain-of-trust/auth-core'
import type { ConfidentialClient } from './confidential-client.ts'
import { createSender, type Sender, type SenderOptions, type TokenFetch } from './sender.ts'
import { requestToken } from './token-request.ts'

/** Seconds before its end at which a token is replaced. */
const MARGIN = 300

/**
 * One request, by the client's certificate, for whatever roles were assigned to the client at a resource.
 * @param resource App ID URI
 * @throws TokenEndpointError
 */
export async function requestApplicationToken(
  client: ConfidentialClient,
  resource: string,
): Promise<ExchangedToken> {
  const scopes = [`${resource}/.default`]
  const { token } = await requestToken(client, scopes, (application) =>
    application.acquireTokenByClientCredential({ scopes, skipCache: true }),
  )
  return token
}

/**
 * The same for a service: by its configuration.
 * @returns a fetch for each resource (App ID URI)
 */
export function applicationFetchFor(
  place: { ISSUER: string; TENANT_ID: string; TOKEN_ENDPOINT: string; CLIENT_ID: string },
  key: ConfidentialClient['key'],
  wire: SenderOptions & { resourceIndicators: boolean },
): (resource: string) => TokenFetch {
  const client = {
    clientId: place.CLIENT_ID,
    tenantId: place.TENANT_ID,
    issuer: place.ISSUER,
    tokenEndpoint: place.TOKEN_ENDPOINT,
    key,
    ...wire,
  }
  return (resource) => applicationFetch(client, createSender(wire), resource)
}

/**
 * A fetch that presents the application's own token. The token is kept until shortly before its end, and thrown
 * away when it is turned down: an authorization server that has lost its keys takes none of the old ones.
 * @param options.now epoch seconds
 */
export function applicationFetch(
  client: ConfidentialClient,
  sender: Sender,
  resource: string,
  { now = () => Date.now() / 1000 }: { now?: () => number } = {},
): TokenFetch {
  let held: Promise<ExchangedToken> | undefined
  let end = 0

  async function renew(): Promise<ExchangedToken> {
    const token = await requestApplicationToken(client, resource)
    end = token.expiresAt - MARGIN
    return token
  }

  return async (input, init) => {
    // One request for all who wait; while it runs, `end` is that of the old token.
    if (held === undefined || now() >= end) {
      end = Infinity
      held = renew()
      held.catch(() => (held = undefined))
    }
    const current = held
    const response = await sender((await current).token)(input, init)
    if (response.status === 401 && held === current) held = undefined
    return response
  }
}
