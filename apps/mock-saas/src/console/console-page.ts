import { html, type Html, type Page } from '@chain-of-trust/service-kit/pages'
import type { AuthorizationServer } from '../authorization-server/authorization-server.ts'
import type { Grant } from '../state/grants.ts'
import type { Setting } from '../switches.ts'

const MODES: Readonly<Record<Setting['mode'], string>> = {
  normal: 'Normal',
  slow: 'Slow',
  rate_limited: 'Rate limited (429)',
  failing: 'Failing (503)',
  invalid_grant: 'Refuses refreshes',
}

/** Both providers: what is broken on purpose, and which grants there are. The server writes all of it. */
export function consolePage(servers: readonly AuthorizationServer[]): Page {
  return {
    title: 'Console',
    assets: { stylesheet: 'console.css', script: 'console.js' },
    body: html`
      <h1>Console</h1>
      <p class="lead">Break a provider on purpose, or end a grant, and see how the agent copes.</p>
      <noscript
        ><p class="problem">The buttons need JavaScript. Without it this page only shows.</p></noscript
      >
      <p id="status" class="status" role="status"></p>
      <div class="columns">${servers.map(section)}</div>
    `,
  }
}

function section({ provider, switches, grants }: AuthorizationServer): Html {
  const { name, displayName } = provider
  const { mode } = switches.current()
  const { token, refresh, api } = switches.counts()
  const modes = Object.entries(MODES).map(([value, text]) => {
    const id = `${name}-${value}`
    const pressed = String(value === mode)
    return html`<button
      id="${id}"
      data-testid="${id}"
      data-provider="${name}"
      data-mode="${value}"
      aria-pressed="${pressed}"
    >
      ${text}
    </button>`
  })
  return html`<section id="${name}" data-live aria-labelledby="${name}-title">
    <h2 id="${name}-title">${displayName}</h2>
    <div class="modes" role="group" aria-label="What ${displayName} does">${modes}</div>
    <p class="note">
      ${refresh} refreshes, ${token} other token requests, ${api} calls of the API since the start.
    </p>
    ${grantsTable(name, grants.list().slice(0, SHOWN))}
  </section>`
}

/** The latest grants. */
const SHOWN = 20

function grantsTable(provider: string, grants: readonly Grant[]): Html {
  if (grants.length === 0) return html`<p class="note">No grants yet.</p>`
  const columns = ['Account', 'Scopes', 'Refreshed', 'State']
  return html`<table>
    <thead>
      <tr>
        ${columns.map((column) => html`<th scope="col">${column}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${grants.map(
        (grant) =>
          html`<tr>
            <td>${grant.account}</td>
            <td>${grant.scopes.map((scope) => html`<code>${scope}</code> `)}</td>
            <td>${grant.rotations}</td>
            <td>${state(provider, grant)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`
}

function state(provider: string, { id, account, revoked, reuseDetected }: Grant): Html {
  if (revoked) return reuseDetected ? html`Revoked: reuse detected` : html`Revoked`
  return html`<button id="${id}" data-provider="${provider}" data-revoke="${account}">Revoke</button>`
}
