/**
 * A code that a device shows. For whoever posts it without a browser:
 *
 *     <form method="post" action="<origin>/<tenant>/oauth2/deviceauth">
 *       <input name="user_code">
 */
import { html, type Page } from '@chain-of-trust/service-kit/pages'
import type { EntraError } from '../entra-error.ts'
import type { IdentityProvider } from '../identity-provider.ts'

/** @param failure why the last code did not work */
export function userCodePage({ urls }: IdentityProvider, failure?: EntraError): Page {
  return {
    title: 'Enter code',
    ...(failure === undefined ? {} : { status: failure.status }),
    body: html`
      <h1>Enter code</h1>
      <p class="lead">The app on your device shows it.</p>
      ${failure === undefined ? undefined : html`<p class="problem" role="alert" id="problem">${failure.message}</p>`}
      <form method="post" action="${urls.deviceAuth}" class="field">
        <label for="user_code">Code</label>
        <input
          id="user_code"
          name="user_code"
          required
          maxlength="20"
          autocomplete="off"
          autocapitalize="characters"
          spellcheck="false"
          aria-describedby="${failure === undefined ? 'warning' : 'problem warning'}"
        />
        <p id="warning" class="note">
          Never enter a code that somebody sent you: it would sign them in as you.
        </p>
        <div class="decision"><button class="primary">Next</button></div>
      </form>
    `,
  }
}

export function deviceApprovedPage(name: string): Page {
  return {
    title: 'Signed in',
    body: html`<h1>You are signed in on your device</h1>
      <p class="lead">You can close this window and go back to <strong>${name}</strong>.</p>`,
  }
}
