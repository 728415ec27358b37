/**
 * Was it you who started this? For whoever posts it without a browser:
 *
 *     <form method="post" action="<origin>/<tenant>/confirm">
 *       <input type="hidden" name="interaction" value="…">
 *       <button name="confirm" value="continue|cancel">
 */
import { html, type Html, type Page } from '@chain-of-trust/service-kit/pages'
import type { Application } from '../applications.ts'
import type { IdentityProvider } from '../identity-provider.ts'
import type { Account } from '../state/accounts.ts'
import type { DeviceRequest } from '../state/device-codes.ts'

export interface ConfirmationPage {
  interaction: string
  client: Application
  account: Account
  /** There when a code is to be approved. */
  device: DeviceRequest | undefined
}

export function confirmationPage(idp: IdentityProvider, page: ConfirmationPage): Page {
  const { interaction, client, account, device } = page
  return {
    title: 'Was it you?',
    body: html`
      <p class="account">${account.userPrincipalName}</p>
      <h1>Are you trying to sign in to ${client.displayName}?</h1>
      <p class="lead">Continue only if you started it yourself, just now.</p>
      ${device === undefined ? undefined : aboutDevice(device, account, idp.now())}
      <form method="post" action="${idp.urls.confirm}" class="decision">
        <input type="hidden" name="interaction" value="${interaction}" />
        <button class="secondary" name="confirm" value="cancel">Cancel</button>
        <button class="primary" name="confirm" value="continue">Continue</button>
      </form>
    `,
  }
}

/** Whoever asked for the code gets the tokens: the person must be able to see that it was not they (RFC 8628 §5.4). */
function aboutDevice({ ip, requestedAt }: DeviceRequest, { displayName }: Account, now: number): Html {
  const minutes = Math.floor(Math.max(0, now - requestedAt) / 60)
  const ago = minutes === 0 ? 'less than a minute ago' : `${minutes} min ago`
  return html`<p>The device that showed the code will be signed in as <strong>${displayName}</strong>.</p>
    <p class="problem">
      If somebody sent you the code, by mail, in a chat or on the phone, press Cancel: it would sign them in
      as you.
    </p>
    <p class="note">The code was asked for ${ago}, from the address <code>${ip}</code>.</p>`
}
