import type { FastifyReply } from 'fastify'
import { html, type Html } from './html.ts'

export interface Page {
  title: string
  body: Html
  status?: number
  /** Origin to which the page's form finally leads: browsers check the redirect after a post as well. */
  formTarget?: string
  /** The one origin to which the page's form leads, not even to this one: it hands something over. */
  handsOverTo?: string
  /** Names under `/assets/`, for a page that is more than a form. */
  assets?: { stylesheet?: string; script: string }
}

/** What all pages of a site have in common. */
export interface Site {
  /** Follows each page's title, in the tab. */
  name: string
  /** Stands above the page's own text. */
  brand: Html | string
  /** The site's own icon, under `/assets/`. */
  icon: string
  /** The site's own colours, under `/assets/`, after `pages.css`. */
  stylesheet?: string
  /** What nobody may overlook. */
  banner?: Html
  footer?: Html
}

export type SendPage = (reply: FastifyReply, page: Page) => FastifyReply

/**
 * Sends the pages of a site. They load nothing foreign, run no script unless they have one of ours, and cannot be
 * framed: a framed sign-in or consent page is clickjacked (RFC 9700 §4.16).
 */
export function pagesOf(site: Site): SendPage {
  return (reply, page) => {
    const { status = 200, formTarget, handsOverTo, assets } = page
    const formAction = handsOverTo ?? (formTarget === undefined ? `'self'` : `'self' ${formTarget}`)
    const script = assets === undefined ? '' : `script-src 'self'; connect-src 'self'; `
    return reply
      .code(status)
      .headers({
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-store',
        'content-security-policy': `default-src 'none'; ${script}style-src 'self'; img-src 'self'; form-action ${formAction}; base-uri 'none'; frame-ancestors 'none'`,
        'x-frame-options': 'DENY',
        'cross-origin-opener-policy': 'same-origin',
      })
      .send(layout(site, page).markup)
  }
}

function layout(site: Site, { title, body, assets }: Page): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · ${site.name}</title>
        <link rel="stylesheet" href="/assets/pages.css" />
        ${
          site.stylesheet === undefined
            ? undefined
            : html`<link rel="stylesheet" href="/assets/${site.stylesheet}" />`
        }
        ${
          assets?.stylesheet === undefined
            ? undefined
            : html`<link rel="stylesheet" href="/assets/${assets.stylesheet}" />`
        }
        ${assets && html`<script type="module" src="/assets/${assets.script}"></script>`}
        <link rel="icon" href="/assets/${site.icon}" type="image/svg+xml" />
      </head>
      <body>
        ${site.banner && html`<header class="banner">${site.banner}</header>`}
        <main>
          <p class="brand">${site.brand}</p>
          ${body}
        </main>
        ${site.footer && html`<footer>${site.footer}</footer>`}
      </body>
    </html>`
}
