/**
 * The tenant's console: what an administrator does to people and policies, and how fast the tiers hear of it. The
 * server writes all of it; the script sends what was pressed to the console's API and fetches the page anew.
 */
import { html, type Page } from '@chain-of-trust/service-kit/pages'
import type { IdentityProvider } from '../../identity-provider.ts'
import { people } from './people.ts'
import { policies } from './policies.ts'
import { signals } from './signals.ts'

export function consolePage(idp: IdentityProvider): Page {
  return {
    title: 'Tenant console',
    assets: { stylesheet: 'console.css', script: 'console.js' },
    body: html`
      <h1>Tenant console</h1>
      <p class="lead">
        Change what the tenant knows about a person, or its policies. Every service hears of it at once, and
        asks again what it had taken for granted.
      </p>
      <noscript
        ><p class="problem">The buttons need JavaScript. Without it this page only shows.</p></noscript
      >
      <nav aria-label="Sections">
        <a href="#people">People</a> <a href="#policies">Policies</a> <a href="#signals">Signals</a>
      </nav>
      <p id="status" class="status" role="status"></p>
      <div class="columns">
        <div class="changes">
          <section id="people" aria-labelledby="people-title">
            <h2 id="people-title">People</h2>
            <div id="people-list" data-live>${people(idp)}</div>
          </section>
          <section id="policies" aria-labelledby="policies-title">
            <h2 id="policies-title">Conditional Access policies</h2>
            ${policies(idp)}
          </section>
        </div>
        <section id="signals" aria-labelledby="signals-title">
          <h2 id="signals-title">Signals</h2>
          <p class="note">When each service heard of a change.</p>
          <div id="signals-list" data-live>${signals(idp)}</div>
        </section>
      </div>
    `,
  }
}
