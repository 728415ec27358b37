/**
 * Choose a user. For whoever posts it without a browser:
 *
 *     <form method="post" action="<origin>/<tenant>/login">
 *       <input type="hidden" name="interaction" value="…">   once, with this browser's cookie
 *       <button name="user" value="<oid>">                    one for each user
 */
import { html, type Html, type Page } from '@chain-of-trust/service-kit/pages'
import type { Application } from '../applications.ts'
import type { IdentityProvider } from '../identity-provider.ts'
import type { Account } from '../state/accounts.ts'

export interface SignInPage {
  interaction: string
  client: Application
  /** `oid`s that are signed in at this browser. */
  signedIn: readonly string[]
  loginHint: string | undefined
  /** Why the last choice did not work. */
  problem?: string
  /** There is a sign-in, and it does not count. */
  renewal: boolean
}

export function signInPage({ accounts, urls }: IdentityProvider, page: SignInPage): Page {
  const hinted = page.loginHint === undefined ? undefined : accounts.byHint(page.loginHint)
  const unknownHint = page.loginHint !== undefined && hinted === undefined ? page.loginHint : undefined
  const choices = accounts.all().sort((a, b) => Number(b.oid === hinted?.oid) - Number(a.oid === hinted?.oid))
  return {
    title: 'Sign in',
    body: html`
      <h1>Sign in</h1>
      <p class="lead">Choose who you are, to continue to <strong>${page.client.displayName}</strong>.</p>
      ${
        page.renewal
          ? html`<p>Your last sign-in is too long ago for what the app wants to do. Please sign in again.</p>`
          : undefined
      }
      ${page.problem === undefined ? undefined : html`<p class="problem" role="alert">${page.problem}</p>`}
      ${
        unknownHint === undefined
          ? undefined
          : html`<p class="note">There is no account <q>${unknownHint}</q> in this tenant.</p>`
      }
      <form method="post" action="${urls.signIn}">
        <input type="hidden" name="interaction" value="${page.interaction}" />
        <ul class="people">
          ${choices.map((account) => html`<li>${choice(account, page.signedIn.includes(account.oid))}</li>`)}
        </ul>
      </form>
    `,
  }
}

function choice(account: Account, signedIn: boolean): Html {
  const { oid, displayName, userPrincipalName, jobTitle, accountEnabled } = account
  const badge = accountEnabled ? (signedIn ? 'Signed in' : undefined) : 'Disabled'
  return html`<button class="person" name="user" value="${oid}">
    <span class="avatar" aria-hidden="true">${initials(displayName)}</span>
    <span class="who">
      <span class="name">${displayName}</span>
      <span class="detail">${userPrincipalName}</span>
      <span class="detail">${jobTitle}</span>
    </span>
    ${badge === undefined ? undefined : html`<span class="badge">${badge}</span>`}
  </button>`
}

function initials(name: string): string {
  return name
    .split(' ')
    .map((word) => word[0] ?? '')
    .join('')
}
