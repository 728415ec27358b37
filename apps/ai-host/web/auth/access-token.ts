import { InteractionRequiredAuthError, type IPublicClientApplication } from '@azure/msal-browser'
import { accountOf } from './person.ts'
import type { TokenRequest } from './token-request.ts'

/** Nobody is signed in, or no longer. */
export class SignInRequired extends Error {
  override readonly name = 'SignInRequired'
}

/**
 * Token A, from MSAL's cache or renewed. When the identity provider wants the person, a popup asks, if this
 * runs in a click; otherwise the error goes to the page, because a popup without a click is blocked.
 * @param forceRefresh the cached token was refused
 * @throws SignInRequired
 * @throws InteractionRequiredAuthError when a popup is needed and none may be opened
 */
export async function acquireAccessToken(
  client: IPublicClientApplication,
  request: TokenRequest,
  { forceRefresh = false } = {},
): Promise<string> {
  const account = accountOf(client)
  if (account === null) throw new SignInRequired()
  try {
    const { accessToken } = await client.acquireTokenSilent({ ...request, account, forceRefresh })
    return accessToken
  } catch (error) {
    const mayOpenPopup = navigator.userActivation.isActive
    if (!(error instanceof InteractionRequiredAuthError) || !mayOpenPopup) throw error
    return stepUp(client, request, error.claims)
  }
}

/**
 * Asks the person for what a claims challenge wants (MFA, a fresh sign-in, consent). Call it in a click.
 * @param claims JSON text, passed on as it came
 * @returns Token A with those claims; MSAL keeps it
 */
export async function stepUp(
  client: IPublicClientApplication,
  request: TokenRequest,
  claims: string,
): Promise<string> {
  const account = accountOf(client)
  if (account === null) throw new SignInRequired()
  const { accessToken } = await client.acquireTokenPopup({
    ...request,
    account,
    ...(claims === '' ? {} : { claims }),
    // An earlier popup may have been closed: MSAL does not see that, and would refuse this one.
    overrideInteractionInProgress: true,
  })
  return accessToken
}
