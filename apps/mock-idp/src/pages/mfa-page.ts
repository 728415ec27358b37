/**
 * A second factor, in the form of a button. For whoever posts it without a browser:
 *
 *     <form method="post" action="<origin>/<tenant>/mfa">
 *       <input type="hidden" name="interaction" value="…">
 *       <button name="mfa" value="approve|deny">
 */
import { html, type Page } from '@chain-of-trust/service-kit/pages'
import type { Application } from '../applications.ts'
import { AUTHENTICATION_CONTEXTS } from '../conditional-access/authentication-contexts.ts'
import type { IdentityProvider } from '../identity-provider.ts'
import type { Account } from '../state/accounts.ts'

export interface MfaPage {
  interaction: string
  client: Application
  account: Account
  acrs: readonly string[]
}

export function mfaPage({ urls }: IdentityProvider, { interaction, client, account, acrs }: MfaPage): Page {
  const contexts = acrs.map((acr) => `${AUTHENTICATION_CONTEXTS.get(acr)?.displayName ?? acr} (${acr})`)
  return {
    title: 'Approve sign-in request',
    body: html`
      <p class="account">${account.userPrincipalName}</p>
      <h1>Approve sign-in request</h1>
      <p class="lead">
        <strong>${client.displayName}</strong> needs more than a
        sign-in${contexts.length === 0 ? '' : `, for: ${contexts.join(', ')}`}.
      </p>
      ${
        account.mfaRegistered
          ? undefined
          : html`<p>You have no second factor yet. Approving sets one up: your organisation requires it.</p>`
      }
      <p class="note">In the real world your phone would ask. Here, the button is the second factor.</p>
      <form method="post" action="${urls.mfa}" class="decision">
        <input type="hidden" name="interaction" value="${interaction}" />
        <button class="secondary" name="mfa" value="deny">Deny</button>
        <button class="primary" name="mfa" value="approve">Approve</button>
      </form>
    `,
  }
}
