import {
  AuthError,
  CacheLookupPolicy,
  type IPublicClientApplication,
  type SilentRequest,
} from '@azure/msal-browser'
import { kindOfSignIn } from '../failure/kind-of-sign-in.ts'

/**
 * A new Token A without the person: by the refresh token, else in a hidden frame. In two steps, because in one
 * MSAL forgets why the refresh token was refused: of an account that was disabled, all that the frame then says
 * is "sign in".
 */
export async function renewSilently(
  client: IPublicClientApplication,
  request: SilentRequest,
): Promise<string> {
  const renewal = { ...request, forceRefresh: true }
  try {
    const { accessToken } = await client.acquireTokenSilent({
      ...renewal,
      cacheLookupPolicy: CacheLookupPolicy.RefreshToken,
    })
    return accessToken
  } catch (error) {
    if (error instanceof AuthError && kindOfSignIn(error) !== undefined) throw error
    const skip = { ...renewal, cacheLookupPolicy: CacheLookupPolicy.Skip }
    return (await client.acquireTokenSilent(skip)).accessToken
  }
}
