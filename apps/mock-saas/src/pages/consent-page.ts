/**
 * What the application may do. For whoever posts it without a browser:
 *
 *     <form method="post" action="<issuer>/consent">
 *       <input type="hidden" name="interaction" value="…">
 *       <button name="decision" value="accept|decline">
 */
import { html, type Page } from '@chain-of-trust/service-kit/pages'
import type { AuthorizationServer } from '../authorization-server/authorization-server.ts'
import type { Account } from '../provider.ts'
import type { SignInPage } from './sign-in-page.ts'

export function consentPage(
  { provider, urls }: AuthorizationServer,
  page: SignInPage & { account: Account },
): Page {
  const { client, account, request } = page
  const { origin, host } = new URL(request.redirectUri)
  return {
    title: `Authorize ${client.name}`,
    // The answer to the form is a redirect to there.
    formTarget: origin,
    body: html`
      <p class="account">${account.login} · ${account.name}</p>
      <h1>Authorize ${client.name}?</h1>
      <p class="lead"><strong>${client.name}</strong> would like to, as ${account.login}:</p>
      <ul class="permissions" data-testid="scopes">
        ${request.scopes.map(
          (scope) => html`<li><span>${provider.scopes[scope]}</span> <code>${scope}</code></li>`,
        )}
      </ul>
      <p class="note">
        You will be sent back to <strong>${host}</strong>. You can end this at any time, there.
      </p>
      <form method="post" action="${urls.consent}" class="decision" data-testid="consent">
        <input type="hidden" name="interaction" value="${page.interaction}" />
        <button class="secondary" name="decision" value="decline" data-testid="consent-decline">
          Cancel
        </button>
        <button class="primary" name="decision" value="accept" data-testid="consent-accept">Authorize</button>
      </form>
    `,
  }
}
