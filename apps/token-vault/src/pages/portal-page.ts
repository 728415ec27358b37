/**
 * A person's connected accounts. Each form posts `csrf` and `server`: to `/connections/end`, or to `/connections/begin`
 * with a `scope` for each box that is ticked.
 */
import { html, type Html, type Page } from '@chain-of-trust/service-kit/pages'
import { readingScopes, type AccessRow } from '../access/access-control.ts'
import type { StoredLink } from '../store/link-store.ts'
import { permissionList } from './site.ts'

export interface PortalPage {
  username: string
  entries: readonly { row: AccessRow; link: StoredLink | undefined }[]
  csrf: string
}

const STATES = {
  linked: 'Connected',
  grant_lost: 'Connection lost',
  revoking: 'Being ended',
  not_linked: 'Not connected',
} as const

const NOTES: Partial<Record<keyof typeof STATES, (provider: string) => Html>> = {
  grant_lost: (provider) => html`<p class="problem">${provider} has ended it. Connect it again to go on.</p>`,
  revoking: (provider) =>
    html`<p class="note">
      No longer used. ${provider} did not answer when we ended it there; we keep trying.
    </p>`,
}

export function portalPage({ username, entries, csrf }: PortalPage): Page {
  return {
    title: 'Your connected accounts',
    body: html`<section data-testid="links">
        <p class="account">Signed in as ${username}</p>
        <h1>Your connected accounts</h1>
        <p class="lead">What your agent's servers may use elsewhere, in your name.</p>
        ${entries.map((entry) => connection(entry, csrf))}
      </section>
      <form method="post" action="/sign-out" class="decision">
        <input type="hidden" name="csrf" value="${csrf}" />
        <button class="secondary" data-testid="sign-out">Sign out here</button>
      </form>`,
  }
}

function connection({ row, link }: PortalPage['entries'][number], csrf: string): Html {
  const { displayName, scopes: words } = row.provider
  const state = link?.state ?? 'not_linked'
  return html`<article class="connection" data-testid="link-${row.server}" data-state="${state}">
    <header>
      <h2>${displayName}</h2>
      <span class="badge">${STATES[state]}</span>
    </header>
    <p class="note">for ${row.displayName}${link && html`, as <strong>${link.account.name}</strong>`}</p>
    ${NOTES[state]?.(displayName)} ${link && permissionList(link.scopes, words)} ${link && dates(link)}
    ${begin(row, link, csrf)} ${state === 'linked' || state === 'grant_lost' ? end(row, csrf) : undefined}
  </article>`
}

/** To connect it, or with a connection to give it more or less: what it may do is chosen before anything is asked. */
function begin(row: AccessRow, link: StoredLink | undefined, csrf: string): Html | undefined {
  if (link?.state === 'revoking') return undefined
  const { displayName } = row.provider
  const linked = link?.state === 'linked'
  const form = html`<form method="post" action="/connections/begin">
    ${hidden(row, csrf)}
    <fieldset class="choice">
      <legend>${row.displayName} may</legend>
      ${choices(row, link)}
    </fieldset>
    <div class="decision">
      <button class="primary" data-testid="begin-${row.server}">
        ${linked ? 'Go on with these' : `Connect ${displayName}`}
      </button>
    </div>
  </form>`
  if (!linked) return form
  return html`<details data-testid="change-${row.server}">
    <summary>Change what it may do</summary>
    ${form}
  </details>`
}

function end(row: AccessRow, csrf: string): Html {
  return html`<form method="post" action="/connections/end" class="decision">
    ${hidden(row, csrf)}
    <button class="secondary" data-testid="end-${row.server}">
      End the connection to ${row.provider.displayName}
    </button>
  </form>`
}

/** A box for each permission; ticked: those that are there, or for a new connection those that change nothing. */
function choices(row: AccessRow, link: StoredLink | undefined): Html[] {
  const { scopes: words, accountScopes } = row.provider
  const ticked = link?.scopes ?? readingScopes(row)
  return row.scopes.map((scope) => {
    const always = accountScopes.includes(scope)
    const state = always ? 'checked disabled' : ticked.includes(scope) ? 'checked' : ''
    return html`<label>
      <input type="checkbox" name="scope" value="${scope}" ${state} />
      <span>${words[scope]?.title ?? scope}${always ? ' (always)' : ''}</span> <code>${scope}</code>
    </label>`
  })
}

function hidden({ server }: AccessRow, csrf: string): Html {
  return html`<input type="hidden" name="csrf" value="${csrf}" />
    <input type="hidden" name="server" value="${server}" />`
}

function dates({ linkedAt, lastUsedAt }: StoredLink): Html {
  return html`<p class="note">
    Connected ${instant(linkedAt)} ·
    ${lastUsedAt === undefined ? 'not used yet' : html`last used ${instant(lastUsedAt)}`}
  </p>`
}

/** @param at epoch milliseconds */
function instant(at: number): Html {
  const iso = new Date(at).toISOString()
  return html`<time datetime="${iso}">${iso.slice(0, 16).replace('T', ' ')} UTC</time>`
}
