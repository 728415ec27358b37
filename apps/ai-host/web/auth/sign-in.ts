import { PromptValue, type IPublicClientApplication } from '@azure/msal-browser'
import { accountOf, personOf, type Person } from './person.ts'
import type { TokenRequest } from './token-request.ts'

/** Signs a person in by popup. Call it in a click; call it again when the popup was closed. */
export async function signIn(client: IPublicClientApplication, request: TokenRequest): Promise<Person> {
  const { account } = await client.loginPopup({
    ...request,
    prompt: PromptValue.SELECT_ACCOUNT,
    overrideInteractionInProgress: true,
  })
  client.setActiveAccount(account)
  return personOf(account)
}

/**
 * Signs out here, and at the identity provider by popup. MSAL drops its tokens before the popup opens.
 * @throws AuthError when the identity provider did not confirm: its own session may still be open
 */
export async function signOut(client: IPublicClientApplication): Promise<void> {
  const account = accountOf(client)
  await client.logoutPopup(account === null ? {} : { account })
}
