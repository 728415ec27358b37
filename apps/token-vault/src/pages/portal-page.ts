/**
 * A person's connected accounts. Each form posts `csrf` and `server`, to `/connections/begin` or `/connections/end`.
 */
import { html, type Html, type Page } from '@chain-of-trust/service-kit/pages'
import type { AccessRow } from '../access/access-control.ts'
import type { StoredLink } from '../store/link-store.ts'
import { permissionList } from './site.ts'

export interface PortalPage {
  username: string
  entries: readonly { row: AccessRow; link: StoredLink | undefined }[]
  csrf: string
}

const STATES = {
  linked: 'Connected',
  grant_lost: 'Needs you again',
  revoking: 'Being ended',
  not_linked: 'Not connected',
} as const

const NOTES: Partial<Record<keyof typeof STATES, (provider: string) => Html>> = {
  grant_lost: (provider) => html`<p class="problem">${provider} has ended it. Connect it again to go on.</p>`,
  revoking: (provider) =>
    html`<p class="note">
      No longer used. ${provider} did not answer when it was to be ended there; we go on trying.
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
    <div class="decision">
      ${
        state === 'not_linked' || state === 'grant_lost'
          ? button('begin', row, csrf, `Connect ${displayName}`)
          : undefined
      }
      ${
        state === 'linked' || state === 'grant_lost'
          ? button('end', row, csrf, `End the connection to ${displayName}`)
          : undefined
      }
    </div>
  </article>`
}

function button(action: 'begin' | 'end', { server }: AccessRow, csrf: string, words: string): Html {
  return html`<form method="post" action="/connections/${action}">
    <input type="hidden" name="csrf" value="${csrf}" />
    <input type="hidden" name="server" value="${server}" />
    <button class="${action === 'begin' ? 'primary' : 'secondary'}" data-testid="${action}-${server}">
      ${words}
    </button>
  </form>`
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
