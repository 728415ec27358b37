import { html, type Page } from '@chain-of-trust/service-kit/pages'

/** An error that stays here: its reply address is not to be trusted. */
export function problemPage(status: number, message: string): Page {
  return {
    title: 'That did not work',
    status,
    body: html`<h1>That did not work</h1>
      <p class="problem" role="alert" data-testid="problem">${message}</p>
      <p>Close this window and start again in the application.</p>`,
  }
}
