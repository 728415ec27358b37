import type { DpopKey } from '@chain-of-trust/auth-core/dpop-client'
import type { Config } from '../config.ts'
import { createPublicClient, type Fetch } from './public-client.ts'
import { readToken } from './read-token.ts'
import { tokenName, type Session } from './session.ts'
import { SignInError } from './sign-in-error.ts'
import type { TokenRequest } from './token-source.ts'

/**
 * A fresh token by the refresh token (RFC 6749 §6), without the person. Call it while no other process does.
 * @returns the session with that token, and with the refresh token that has taken the place of the old one
 * @throws SignInError
 */
export async function refreshSession(
  config: Config,
  key: DpopKey,
  session: Session,
  { scopes, claims }: TokenRequest,
  { fetch, now }: { fetch?: Fetch | undefined; now: () => number },
): Promise<Session> {
  const client = createPublicClient(config, key, { msal: session.msal, fetch })
  const [account] = await client.application.getTokenCache().getAllAccounts()
  if (account === undefined) throw new SignInError('not_signed_in')
  const result = await client.ask((application) =>
    application.acquireTokenSilent({
      account,
      scopes: [...scopes],
      forceRefresh: true,
      ...(claims === undefined ? {} : { claims }),
    }),
  )
  const live = Object.entries(session.tokens).filter(([, { expiresAt }]) => expiresAt > now())
  return {
    ...session,
    msal: client.serialize(),
    tokens: { ...Object.fromEntries(live), [tokenName(scopes)]: readToken(result) },
  }
}
