/**
 * May this agent use that account? For whoever posts it without a browser: `Origin` must be the vault's own.
 *
 *     <form method="post" action="/connect/<ticket>">
 *       <input type="hidden" name="csrf" value="…">
 *       <button name="decision" value="allow|decline">
 */
import { html, type Page } from '@chain-of-trust/service-kit/pages'
import type { AccessRow } from '../access/access-control.ts'
import type { Account } from '../providers/provider.ts'
import { permissionList } from './site.ts'

export interface ConsentPage {
  row: AccessRow
  scopes: readonly string[]
  /** Display name of the agent that calls the server. */
  agent: string
  /** Of the person who is signed in. */
  username: string
  /** Linked now. */
  account: Account | undefined
  ticket: string
  csrf: string
}

export function consentPage(page: ConsentPage): Page {
  const { row, scopes, agent, username, account } = page
  const { displayName, authorizationServer } = row.provider
  const { origin, host } = new URL(authorizationServer.authorization_endpoint ?? authorizationServer.issuer)
  return {
    title: `Connect ${displayName}`,
    formTarget: origin,
    body: html`<section data-testid="consent">
      <p class="account">Signed in as ${username}</p>
      <h1>Connect your ${displayName} account?</h1>
      <p class="lead">
        <strong>${agent}</strong> asks, for its server <strong>${row.displayName}</strong>, to use an account
        of yours at ${displayName}. It could then, in your name:
      </p>
      ${permissionList(scopes, row.provider.scopes)}
      <ul class="rules">
        <li>Only when you ask the agent for something, and never more than you may do there yourself.</li>
        <li>
          Only ${row.displayName}. Your password stays with ${displayName}; the agent never holds what would
          last.
        </li>
        ${
          account === undefined
            ? html`<li>
                You choose the account at ${displayName}. To use another one later, you will be asked first.
              </li>`
            : html`<li>
                Connected now: <strong>${account.name}</strong>. If you choose another account, you will be
                asked before it takes its place.
              </li>`
        }
        <li>
          You can end it at any time: among <a href="/">your connected accounts</a>, or in the agent's own. It
          then ends at ${displayName} too.
        </li>
      </ul>
      <form method="post" action="/connect/${page.ticket}" class="decision">
        <input type="hidden" name="csrf" value="${page.csrf}" />
        <button class="secondary" name="decision" value="decline" data-testid="decline">
          Do not connect
        </button>
        <button class="primary" name="decision" value="allow" data-testid="allow">
          Go on to ${displayName}
        </button>
      </form>
      <p class="note">You will be sent to <code>${host}</code>.</p>
    </section>`,
  }
}
