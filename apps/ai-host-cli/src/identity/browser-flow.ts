import { createHash, randomBytes } from 'node:crypto'
import { TokenEndpointError } from '@chain-of-trust/auth-core'
import type { AuthenticationResult } from '@azure/msal-node'
import { listenOnLoopback } from './loopback.ts'
import type { PublicClient } from './public-client.ts'
import { SignInError } from './sign-in-error.ts'

export interface InteractiveRequest {
  /** Full names, of one resource: what the token is for. */
  scopes: string[]
  /** Full names of others: asked for in the same consent. */
  alsoConsentTo?: string[]
  /** A claims challenge, JSON text. */
  claims?: string | undefined
  /** What has to be done again even if the session at the sign-in service would do without. */
  prompt?: 'login' | 'consent' | undefined
  /** Who should sign in. Absent: the person chooses. */
  loginHint?: string | undefined
  /** RFC 7638 thumbprint, which the code is bound to (RFC 9449 §10). */
  jkt?: string | undefined
  /** Ends the wait. */
  signal: AbortSignal
}

/**
 * Authorization code with PKCE on a loopback redirect (RFC 8252 §7.3, RFC 7636).
 * @param show gets the address that the person has to visit
 * @throws SignInError; the reason of `signal`
 */
export async function signInByBrowser(
  client: PublicClient,
  { scopes, alsoConsentTo = [], claims, loginHint, jkt, prompt, signal }: InteractiveRequest,
  show: (url: string) => Promise<void>,
): Promise<AuthenticationResult> {
  const [state, nonce, verifier] = [randomText(), randomText(), randomText()]
  const loopback = await listenOnLoopback(state)
  try {
    const common = {
      scopes,
      redirectUri: loopback.redirectUri,
      nonce,
      ...(claims === undefined ? {} : { claims }),
    }
    const url = await client.application.getAuthCodeUrl({
      ...common,
      responseMode: 'form_post',
      state,
      extraScopesToConsent: alsoConsentTo,
      codeChallenge: createHash('sha256').update(verifier).digest('base64url'),
      codeChallengeMethod: 'S256',
      ...(loginHint === undefined ? { prompt: 'select_account' } : { loginHint }),
      ...(prompt === undefined ? {} : { prompt }),
      ...(jkt === undefined ? {} : { extraQueryParameters: { dpop_jkt: jkt } }),
    })
    await show(url)
    const { parameters, show: showPage } = await orAborted(loopback.answer, signal)
    try {
      const code = codeOf(parameters)
      const result = await client.ask((application) =>
        // MSAL compares the ID token's nonce with this one.
        application.acquireTokenByCode({ ...common, code, codeVerifier: verifier }),
      )
      showPage('You are signed in', 'You can close this page and go back to your terminal.')
      return result
    } catch (error) {
      showPage('You are not signed in', 'Your terminal says why, and what to do. You can close this page.')
      throw error
    }
  } finally {
    loopback.close()
  }
}

/** @throws SignInError for an error of the authorization endpoint (RFC 6749 §4.1.2.1) */
function codeOf(parameters: URLSearchParams): string {
  const code = parameters.get('code')
  const error = parameters.get('error')
  if (error === null && code !== null) return code
  if (error === 'access_denied') throw new SignInError('declined')
  const suberror = parameters.get('suberror')
  const { kind } = new TokenEndpointError({
    status: 400,
    error: error ?? 'invalid_request',
    ...(suberror === null ? {} : { suberror }),
  })
  throw new SignInError(kind)
}

/** @throws the reason of `signal`, as soon as it aborts */
export async function orAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const stop = () => reject(signal.reason as Error)
  if (signal.aborted) stop()
  signal.addEventListener('abort', stop, { once: true })
  try {
    return await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

/** 256 bits, base64url. */
function randomText(): string {
  return randomBytes(32).toString('base64url')
}
