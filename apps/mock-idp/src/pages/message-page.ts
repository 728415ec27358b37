import { html, type Page } from '@chain-of-trust/service-kit/pages'
import { ENTRA_ERRORS, type EntraReason } from '../entra-errors.ts'
import type { EntraError } from '../entra-error.ts'

/** Signed out, and nowhere to go back to. */
export function signedOutPage(): Page {
  return {
    title: 'Signed out',
    body: html`<h1>You are signed out</h1>
      <p class="lead">You can close this window.</p>`,
  }
}

/** An error that stays here: its reply address is not to be trusted. */
export function errorPage(failure: EntraError, correlationId: string): Page {
  return {
    title: 'Sign-in failed',
    status: failure.status,
    body: html`<h1>Sorry, we cannot sign you in</h1>
      <p class="problem" role="alert">${failure.message}</p>
      <p>Close this window and start again in the app.</p>
      <p class="note">Correlation ID: <code>${correlationId}</code></p>`,
  }
}

/** What `error_uri` leads to: the rows of the error table with this number, or with this OAuth code. */
export function errorReferencePage(code: string): Page {
  const reasons = Object.keys(ENTRA_ERRORS) as EntraReason[]
  const rows = reasons
    .map((reason) => ({ reason, ...ENTRA_ERRORS[reason] }))
    .filter((row) => String(row.code ?? row.error) === code)
  return {
    title: 'Error',
    status: rows.length === 0 ? 404 : 200,
    body: html`<h1>Error ${code}</h1>
      ${rows.map(
        ({ reason, error, text }) =>
          html`<p>${text}</p>
            <p class="note"><code>${error}</code> · ${reason}</p>`,
      )}
      ${rows.length === 0 ? html`<p class="lead">The mock tenant never answers with it.</p>` : undefined}`,
  }
}
