import { SignInError } from '../identity/sign-in-error.ts'
import type { HeldToken, TokenSource } from '../identity/token-source.ts'

interface FirstToken {
  scopes: readonly string[]
  /** Whether a person may be asked to sign in. */
  interactive: boolean
  /** For one call: the authorization server is asked, so that a revocation of a minute ago is seen. */
  oneShot: boolean
  signal: AbortSignal
  /** Epoch seconds. */
  now?: () => number
}

/**
 * The token for the first frame. A session takes one from the cache and learns of a revocation while it runs; one call
 * is over by then, so it asks for a fresh token, and makes do with the cache when the sign-in service is out of reach:
 * the server's lease is the limit then.
 * @throws SignInError
 */
export async function firstToken(
  tokens: Pick<TokenSource, 'token'>,
  { oneShot, now = () => Date.now() / 1000, ...request }: FirstToken,
): Promise<HeldToken> {
  if (!oneShot) return tokens.token(request)
  try {
    return await tokens.token({ ...request, newerThan: Math.floor(now()) })
  } catch (error) {
    if (!(error instanceof SignInError) || error.remedy !== 'retry_later') throw error
    return tokens.token({ ...request, interactive: false })
  }
}
