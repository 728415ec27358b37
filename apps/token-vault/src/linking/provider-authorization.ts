import {
  AuthorizationResponseError,
  authorizationCodeGrantRequest,
  calculatePKCECodeChallenge,
  processAuthorizationCodeResponse,
  ResponseBodyError,
  validateAuthResponse,
} from 'oauth4webapi'
import type { Grant } from '../links/links.ts'
import { oauthClient, oauthRequest, providerFetch, type Fetch } from '../providers/oauth-request.ts'
import type { Account, Provider } from '../providers/provider.ts'
import { PageRefusal } from '../pages/page-refusal.ts'
import { readRenewal, readTrouble } from '../refresh/provider-answer.ts'

/**
 * Where to send the person (RFC 6749 §4.1.1, RFC 7636 §4.3). No `login_hint`: which account they have there is theirs
 * to choose, and not ours to tell.
 */
export async function authorizationUrl(
  { authorizationServer, client }: Provider,
  request: { redirectUri: string; scopes: readonly string[]; state: string; verifier: string },
): Promise<string> {
  const url = new URL(authorizationServer.authorization_endpoint ?? '')
  const parameters = {
    client_id: client.id,
    response_type: 'code',
    redirect_uri: request.redirectUri,
    scope: request.scopes.join(' '),
    state: request.state,
    code_challenge: await calculatePKCECodeChallenge(request.verifier),
    code_challenge_method: 'S256',
  }
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  return url.href
}

/**
 * Whether the answer is this provider's, and to this request (RFC 9207 §2.4). Before its code is sent anywhere: the
 * code of one provider must not reach the token endpoint of another.
 * @returns what oauth4webapi will redeem; undefined when the person declined at the provider
 * @throws PageRefusal
 */
export function readAuthorizationResponse(
  provider: Provider,
  answer: URLSearchParams,
  state: string,
): URLSearchParams | undefined {
  const { authorizationServer } = provider
  try {
    return validateAuthResponse(authorizationServer, { client_id: provider.client.id }, answer, state)
  } catch (cause) {
    if (cause instanceof AuthorizationResponseError) {
      if (cause.error === 'access_denied') return undefined
      const unavailable = ['temporarily_unavailable', 'server_error'].includes(cause.error)
      throw new PageRefusal(unavailable ? 'provider_unavailable' : 'provider_refused', {
        diagnostics: { detail: codeOf(cause.error) },
        cause,
      })
    }
    const foreign = answer.get('iss') !== authorizationServer.issuer
    throw new PageRefusal(foreign ? 'issuer_mismatch' : 'response_invalid', { cause })
  }
}

/**
 * Redeems the code (RFC 6749 §4.1.3).
 * @param now epoch milliseconds
 * @returns what was granted; `scopes`: undefined where the provider means "as asked" (RFC 6749 §5.1)
 * @throws PageRefusal
 */
export async function redeemCode(
  provider: Provider,
  answer: URLSearchParams,
  request: { redirectUri: string; verifier: string },
  { fetch, now }: { fetch: Fetch; now: () => number },
): Promise<Pick<Grant, 'tokens' | 'expiresAt'> & { scopes: readonly string[] | undefined }> {
  const { authorizationServer } = provider
  const { client, authentication } = oauthClient(provider)
  try {
    const response = await authorizationCodeGrantRequest(
      authorizationServer,
      client,
      authentication,
      answer,
      request.redirectUri,
      request.verifier,
      oauthRequest(provider, fetch),
    )
    const read = readRenewal(await processAuthorizationCodeResponse(authorizationServer, client, response))
    if (read.outcome === 'unavailable') throw refusalOf(read.trouble, read.detail, read.retryAfter)
    const { accessToken, refreshToken, expiresIn, scopes } = read
    return { tokens: { accessToken, refreshToken }, scopes, expiresAt: now() + expiresIn * 1000 }
  } catch (error) {
    if (error instanceof PageRefusal) throw error
    // A code that was used, is too old, or was issued for another redirect: its bearer's fault, or an attacker's.
    if (
      error instanceof ResponseBodyError &&
      ['invalid_grant', 'bad_verification_code'].includes(error.error)
    ) {
      throw new PageRefusal('code_refused', { diagnostics: { detail: codeOf(error.error) } })
    }
    const trouble = readTrouble(error, provider)
    if (trouble.outcome === 'lost') throw new PageRefusal('code_refused')
    throw refusalOf(trouble.trouble, trouble.detail, trouble.retryAfter)
  }
}

function refusalOf(trouble: string, detail: string, retryAfter: number | undefined): PageRefusal {
  const reason = trouble === 'client_refused' ? 'client_refused' : 'provider_unavailable'
  return new PageRefusal(reason, { diagnostics: { detail }, retryAfter })
}

/** Whose account it is, asked with the token itself. @throws PageRefusal */
export async function accountOf(
  provider: Provider,
  { tokens }: Pick<Grant, 'tokens'>,
  fetch: Fetch,
): Promise<Account> {
  try {
    return await provider.account(providerFetch(provider, tokens.accessToken, fetch))
  } catch (cause) {
    throw new PageRefusal('account_unknown', { cause })
  }
}

/** An error code for the log; anything else in its place is the sender's own text. */
function codeOf(error: string): string {
  return /^[a-z_]{1,64}$/.test(error) ? error : 'not an error code'
}
