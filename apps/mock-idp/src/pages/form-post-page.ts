import { html, type Html, type Page } from '@chain-of-trust/service-kit/pages'
import type { RedirectAddress } from '../authorization-request.ts'
import { replyParameters, replyUrl, type Answer } from '../authorization-response.ts'

/**
 * The answer to `response_mode=form_post` (OAuth 2.0 Form Post Response Mode 1.0): a form that posts itself, so that the
 * code is in no address, no history and no log. Whoever runs no scripts presses its button.
 */
export function formPostPage(address: RedirectAddress, answer: Answer, name: string): Page {
  return {
    title: 'Back to the app',
    handsOverTo: new URL(address.redirectUri).origin,
    assets: { script: 'form-post.js' },
    body: html`<h1>Back to ${name}</h1>
      <p class="lead">If nothing happens, press the button.</p>
      ${answerForm(address, answer, 'Continue', 'at-once')}`,
  }
}

/** The way back to the client: a link, or a form where the client wants the answer posted. */
export function wayBack(address: RedirectAddress, answer: Answer, label: string): Html {
  return address.responseMode === 'form_post'
    ? answerForm(address, answer, label)
    : html`<p><a href="${replyUrl(address, answer)}">${label}</a></p>`
}

function answerForm(address: RedirectAddress, answer: Answer, label: string, submits = 'by-button'): Html {
  const fields = Object.entries(replyParameters(address, answer))
  return html`<form method="post" action="${address.redirectUri}" data-submits="${submits}" class="decision">
    ${fields.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
    <button class="primary">${label}</button>
  </form>`
}
