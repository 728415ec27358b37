import type { Secret } from '@chain-of-trust/auth-core'
import {
  processRefreshTokenResponse,
  processRevocationResponse,
  refreshTokenGrantRequest,
  revocationRequest,
} from 'oauth4webapi'
import { oauthClient, oauthRequest, type Fetch } from '../providers/oauth-request.ts'
import type { Provider } from '../providers/provider.ts'
import { readRenewal, readTrouble, type Lost, type Renewed, type Unavailable } from './provider-answer.ts'

/** One refresh at the provider (RFC 6749 §6). Never throws; never asks twice. */
export async function requestRefresh(
  provider: Provider,
  refreshToken: Secret,
  fetch: Fetch,
): Promise<Renewed | Lost | Unavailable> {
  const { authorizationServer } = provider
  const { client, authentication } = oauthClient(provider)
  const options = oauthRequest(provider, fetch)
  try {
    const response = await refreshTokenGrantRequest(
      authorizationServer,
      client,
      authentication,
      refreshToken.reveal(),
      options,
    )
    return readRenewal(await processRefreshTokenResponse(authorizationServer, client, response))
  } catch (error) {
    return readTrouble(error, provider)
  }
}

/**
 * Ends a grant at the provider (RFC 7009): the refresh token, and with it whatever came of the same grant. Never throws.
 * 200 is also the answer for a token that is unknown or spent: then there is nothing left to end.
 */
export async function requestRevocation(
  provider: Provider,
  { accessToken, refreshToken }: { accessToken: Secret; refreshToken: Secret | undefined },
  fetch: Fetch,
): Promise<{ outcome: 'revoked' } | Unavailable> {
  const { client, authentication } = oauthClient(provider)
  const hint = refreshToken === undefined ? 'access_token' : 'refresh_token'
  const options = { ...oauthRequest(provider, fetch), additionalParameters: { token_type_hint: hint } }
  const token = (refreshToken ?? accessToken).reveal()
  try {
    await processRevocationResponse(
      await revocationRequest(provider.authorizationServer, client, authentication, token, options),
    )
    return { outcome: 'revoked' }
  } catch (error) {
    const trouble = readTrouble(error, provider)
    return trouble.outcome === 'lost' ? { outcome: 'revoked' } : trouble
  }
}
