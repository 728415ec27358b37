import { InteractionRequiredAuthError, type IPublicClientApplication } from '@azure/msal-browser'
import type { Challenge } from './challenge.ts'
import { accountOf } from './person.ts'
import { renewSilently } from './renew-silently.ts'
import type { TokenRequest } from './token-request.ts'

/** Nobody is signed in, or no longer. */
export class SignInRequired extends Error {
  override readonly name = 'SignInRequired'
}

/** In the sign-in window somebody else signed in. */
export class OtherAccount extends Error {
  override readonly name = 'OtherAccount'
}

interface AcquireOptions {
  /** The cached token was refused. */
  forceRefresh?: boolean
  /** JSON text: what the new token must fulfil. MSAL then passes its cache by. */
  claims?: string
}

/**
 * Token A, from MSAL's cache or renewed. When the identity provider wants the person, a popup asks, if this
 * runs in a click; otherwise the error goes to the page, because a popup without a click is blocked.
 * @throws SignInRequired
 * @throws InteractionRequiredAuthError when a popup is needed and none may be opened
 */
export async function acquireAccessToken(
  client: IPublicClientApplication,
  request: TokenRequest,
  { forceRefresh = false, claims }: AcquireOptions = {},
): Promise<string> {
  const account = accountOf(client)
  if (account === null) throw new SignInRequired()
  try {
    const silent = { ...request, account, ...(claims === undefined ? {} : { claims }) }
    if (forceRefresh || claims !== undefined) return await renewSilently(client, silent)
    return (await client.acquireTokenSilent(silent)).accessToken
  } catch (error) {
    const mayOpenPopup = navigator.userActivation.isActive && claims === undefined
    if (!(error instanceof InteractionRequiredAuthError) || !mayOpenPopup) throw error
    return stepUp(client, request, error.claims === '' ? {} : { claims: error.claims })
  }
}

/**
 * Asks the person for what a challenge wants (MFA, a fresh sign-in, consent). Call it in a click.
 * @returns Token A that meets it; MSAL keeps it
 * @throws OtherAccount what one person began must not go on in another's name
 */
export async function stepUp(
  client: IPublicClientApplication,
  request: TokenRequest,
  { claims, maxAge, prompt }: Challenge,
): Promise<string> {
  const account = accountOf(client)
  if (account === null) throw new SignInRequired()
  const { extraQueryParameters } = request
  const answer = await client.acquireTokenPopup({
    ...request,
    account,
    ...(claims === undefined ? {} : { claims }),
    ...(prompt === undefined ? {} : { prompt }),
    extraQueryParameters:
      maxAge === undefined ? extraQueryParameters : { ...extraQueryParameters, max_age: String(maxAge) },
    // An earlier popup may have been closed: MSAL does not see that, and would refuse this one.
    overrideInteractionInProgress: true,
  })
  if (answer.account.homeAccountId !== account.homeAccountId) {
    await client.clearCache({ account: answer.account })
    throw new OtherAccount()
  }
  return answer.accessToken
}
