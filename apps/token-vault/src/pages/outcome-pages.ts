/** Where a linking ends: connected, not connected, or with a question. */
import { html, type Page } from '@chain-of-trust/service-kit/pages'
import type { AccessRow } from '../access/access-control.ts'
import type { Account } from '../providers/provider.ts'
import { permissionList } from './site.ts'

/** Where the person came from. */
export interface AiHost {
  displayName: string
  url: string
}

export interface DonePage {
  row: AccessRow
  account: Account
  scopes: readonly string[]
  aiHost: AiHost
}

export function donePage({ row, account, scopes, aiHost }: DonePage): Page {
  const { displayName, scopes: words } = row.provider
  return {
    title: `${displayName} is connected`,
    body: html`<section data-testid="done">
      <h1>${displayName} is connected</h1>
      <p class="lead" role="status">
        You can close this window. The agent goes on by itself, with the account
        <strong>${account.name}</strong>.
      </p>
      <h2>What ${row.displayName} may do</h2>
      ${permissionList(scopes, words)}
      <p>
        <a href="${aiHost.url}">Back to ${aiHost.displayName}</a> · <a href="/">Your connected accounts</a>
      </p>
    </section>`,
  }
}

/** The person said no, here or at the provider: nothing is wrong. */
export function declinedPage({ provider }: AccessRow, aiHost: AiHost): Page {
  return {
    title: 'Not connected',
    body: html`<section data-testid="declined">
      <h1>Nothing was connected</h1>
      <p class="lead" role="status">
        You decided not to connect ${provider.displayName}. You can close this window, and tell the agent to
        go on without it; or, if you think better of it, get a new address where you found this one.
      </p>
      <p><a href="${aiHost.url}">Back to ${aiHost.displayName}</a></p>
    </section>`,
  }
}

/** Signed out of these pages only. */
export function signedOutPage(): Page {
  return {
    title: 'Signed out',
    body: html`<section data-testid="signed-out">
      <h1>You are signed out here</h1>
      <p class="lead" role="status">
        Your connected accounts stay connected. You may still be signed in at your organisation.
      </p>
      <p><a href="/">Sign in again</a></p>
    </section>`,
  }
}

export interface SwapPage {
  row: AccessRow
  before: Account
  now: Account
  pending: string
  csrf: string
}

/** The account-swap guard: somebody else's browser, or a second account, must not slip in unseen. */
export function swapPage({ row, before, now, pending, csrf }: SwapPage): Page {
  const { displayName } = row.provider
  return {
    title: 'Another account',
    body: html`<section data-testid="swap">
      <h1>Replace the ${displayName} account?</h1>
      <p class="lead">This is another account than the one that was connected.</p>
      <dl class="accounts">
        <div>
          <dt>Connected</dt>
          <dd>${before.name}</dd>
        </div>
        <div>
          <dt>New</dt>
          <dd>${now.name}</dd>
        </div>
      </dl>
      <p>
        If you replace it, ${row.displayName} acts as <strong>${now.name}</strong> from now on, and the old
        connection is ended at ${displayName}. If you keep it, the new permission is given back.
      </p>
      <form method="post" action="/replace/${pending}" class="decision">
        <input type="hidden" name="csrf" value="${csrf}" />
        <button class="secondary" name="decision" value="keep" data-testid="keep">Keep ${before.name}</button>
        <button class="primary" name="decision" value="replace" data-testid="replace">Use ${now.name}</button>
      </form>
    </section>`,
  }
}
