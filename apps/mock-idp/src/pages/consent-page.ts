/**
 * Permissions requested. For whoever posts it without a browser:
 *
 *     <form method="post" action="<origin>/<tenant>/consent">
 *       <input type="hidden" name="interaction" value="…">
 *       <button name="decision" value="accept|decline">
 */
import { html, type Html, type Page } from '@chain-of-trust/service-kit/pages'
import type { Application } from '../applications.ts'
import type { IdentityProvider } from '../identity-provider.ts'
import type { ConsentItem } from '../permissions.ts'
import type { Account } from '../state/accounts.ts'

export interface ConsentPage {
  interaction: string
  client: Application
  account: Account
  items: readonly ConsentItem[]
  oidcScopes: readonly string[]
}

/** What the OpenID scopes mean to a person. `openid` alone says nothing that signing in does not say. */
const OIDC_PERMISSIONS = new Map([
  ['profile', 'View your basic profile'],
  ['email', 'View your email address'],
  ['offline_access', 'Maintain access to data you have given it access to'],
])

export function consentPage({ urls }: IdentityProvider, page: ConsentPage): Page {
  const { client, account, items } = page
  const own = items.filter((item) => item.client === client)
  const behind = items.filter((item) => item.client !== client)
  return {
    title: 'Permissions requested',
    body: html`
      <p class="account">${account.userPrincipalName}</p>
      <h1>Permissions requested</h1>
      <p class="lead"><strong>${client.displayName}</strong> would like to:</p>
      ${own.map((item) => permissions(item))}
      ${list(
        page.oidcScopes.flatMap((scope) => {
          const description = OIDC_PERMISSIONS.get(scope)
          return description === undefined ? [] : [{ scope, description }]
        }),
      )}
      ${
        behind.length === 0
          ? undefined
          : html`<section aria-labelledby="behind">
              <h2 id="behind">What it can then pass on</h2>
              <p class="note">
                For each task it may ask for some of these, in your name, and never for more than you may do
                yourself.
              </p>
              ${behind.map(
                (item) =>
                  html`<h3>${item.client.displayName} → ${item.resource.displayName}</h3>
                    ${permissions(item)}`,
              )}
            </section>`
      }
      <form method="post" action="${urls.consent}" class="decision">
        <input type="hidden" name="interaction" value="${page.interaction}" />
        <button class="secondary" name="decision" value="decline">Decline</button>
        <button class="primary" name="decision" value="accept">Accept</button>
      </form>
    `,
  }
}

function permissions({ resource, scopes }: ConsentItem): Html | undefined {
  const described = resource.api?.oauth2PermissionScopes ?? []
  return list(
    scopes.map((scope) => ({
      scope,
      description: described.find(({ value }) => value === scope)?.userConsentDescription ?? scope,
    })),
  )
}

function list(entries: readonly { scope: string; description: string }[]): Html | undefined {
  if (entries.length === 0) return undefined
  return html`<ul class="permissions">
    ${entries.map(({ scope, description }) => html`<li><span>${description}</span> <code>${scope}</code></li>`)}
  </ul>`
}
