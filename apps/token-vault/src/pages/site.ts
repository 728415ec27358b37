import { assets, html, pagesOf, type Html } from '@chain-of-trust/service-kit/pages'
import type { FastifyInstance } from 'fastify'

/** The vault's pages: in nobody else's colours, so that a person sees when they have left for a provider. */
export const sendPage = pagesOf({
  name: 'Token vault',
  brand: html`<span class="keyhole" aria-hidden="true"></span> Token vault`,
  icon: 'vault.svg',
  stylesheet: 'vault.css',
  footer: html`Keeps what connects your accounts to your agent: encrypted, and for nobody else.
    <a href="/">Your connected accounts</a>`,
})

export function siteAssets(app: FastifyInstance): void {
  assets(app, import.meta.url, ['vault.css', 'vault.svg'])
}

/** What a provider lets us do, in words for people. */
export function permissionList(
  scopes: readonly string[],
  words: Readonly<Record<string, { title: string }>>,
): Html {
  return html`<ul class="permissions">
    ${scopes.map(
      (scope) => html`<li><span>${words[scope]?.title ?? scope}</span> <code>${scope}</code></li>`,
    )}
  </ul>`
}
