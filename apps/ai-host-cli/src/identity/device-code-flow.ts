import type { AuthenticationResult } from '@azure/msal-node'
import { orAborted, type InteractiveRequest } from './browser-flow.ts'
import type { PublicClient } from './public-client.ts'

/** What the person needs: where to go, and what to type there. Text of the authorization server. */
export interface DeviceCode {
  verificationUri: string
  userCode: string
}

/**
 * Sign-in on another device (RFC 8628), for a machine without a browser. The code binds nothing to the person who types
 * it, which is what device code phishing lives on; organisations may block it for that reason.
 * @param show gets what the person has to do
 * @throws SignInError; the reason of `signal`
 */
export async function signInByDeviceCode(
  client: PublicClient,
  { scopes, claims, signal }: InteractiveRequest,
  show: (code: DeviceCode) => void,
): Promise<AuthenticationResult> {
  const request = {
    scopes,
    ...(claims === undefined ? {} : { claims }),
    deviceCodeCallback: show,
    cancel: false,
  }
  try {
    return await orAborted(
      client.ask((application) => application.acquireTokenByDeviceCode(request)),
      signal,
    )
  } finally {
    // MSAL looks at it before its next poll.
    request.cancel = true
  }
}
