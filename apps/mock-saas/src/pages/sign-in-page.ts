/**
 * Choose an account. For whoever posts it without a browser:
 *
 *     <form method="post" action="<issuer>/sign-in">
 *       <input type="hidden" name="interaction" value="…">   once, with this browser's cookie
 *       <button name="account" value="<login>">               one for each account
 */
import { html, type Html, type Page } from '@chain-of-trust/service-kit/pages'
import type { AuthorizationServer } from '../authorization-server/authorization-server.ts'
import type { AuthorizationRequest } from '../authorization-server/authorization-request.ts'
import type { Client } from '../authorization-server/clients.ts'
import type { Account } from '../provider.ts'

export interface SignInPage {
  interaction: string
  client: Client
  request: AuthorizationRequest
}

export function signInPage({ provider, urls }: AuthorizationServer, page: SignInPage): Page {
  return {
    title: `Sign in to ${provider.displayName}`,
    body: html`
      <h1>Sign in to ${provider.displayName}</h1>
      <p class="lead">Choose an account, to continue to <strong>${page.client.name}</strong>.</p>
      <form method="post" action="${urls.signIn}" data-testid="sign-in">
        <input type="hidden" name="interaction" value="${page.interaction}" />
        <ul class="people">
          ${provider.accounts.map((account) => html`<li>${choice(account)}</li>`)}
        </ul>
      </form>
    `,
  }
}

function choice({ login, name, detail }: Account): Html {
  return html`<button class="person" name="account" value="${login}" data-testid="account-${login}">
    <span class="avatar" aria-hidden="true">${login.slice(0, 1).toUpperCase()}</span>
    <span class="who">
      <span class="name">${login}</span>
      <span class="detail">${name} · ${detail}</span>
    </span>
  </button>`
}
