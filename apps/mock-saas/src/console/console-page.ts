import { html, type Html, type Page } from '@chain-of-trust/service-kit/pages'
import type { AuthorizationServer } from '../authorization-server/authorization-server.ts'
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
  const { mode } = switches.current()
  const { token, refresh, api } = switches.counts()
  const modes = Object.entries(MODES).map(
    ([value, text]) =>
      html`<button
        data-provider="${provider.name}"
        data-mode="${value}"
        aria-pressed="${String(value === mode)}"
        data-testid="${provider.name}-${value}"
      >
        ${text}
      </button>`,
  )
  return html`<section id="${provider.name}" data-live aria-labelledby="${provider.name}-title">
    <h2 id="${provider.name}-title">${provider.displayName}</h2>
    <div class="modes" role="group" aria-label="What ${provider.displayName} does">${modes}</div>
    <p class="note">
      ${refresh} refreshes, ${token} other token requests, ${api} calls of the API since the start.
    </p>
    ${
      grants.list().length === 0
        ? html`<p class="note">No grants yet.</p>`
        : html`<table>
            <thead>
              <tr>
                <th scope="col">Account</th>
                <th scope="col">Scopes</th>
                <th scope="col">Refreshed</th>
                <th scope="col">State</th>
              </tr>
            </thead>
            <tbody>
              ${grants
                .list()
                .slice(0, 20)
                .map(
                  ({ account, scopes, rotations, revoked, reuseDetected }) =>
                    html`<tr>
                      <td>${account}</td>
                      <td>${scopes.map((scope) => html`<code>${scope}</code> `)}</td>
                      <td>${rotations}</td>
                      <td>
                        ${
                          revoked
                            ? reuseDetected
                              ? 'Revoked: reuse detected'
                              : 'Revoked'
                            : html`<button data-provider="${provider.name}" data-revoke="${account}">
                                Revoke
                              </button>`
                        }
                      </td>
                    </tr>`,
                )}
            </tbody>
          </table>`
    }
  </section>`
}
