import { readFileSync } from 'node:fs'
import { basename, extname } from 'node:path'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { html, type Html } from './html.ts'

export interface Page {
  title: string
  body: Html
  status?: number
  /** Origin to which the page's form finally leads: browsers check the redirect after a post as well. */
  formTarget?: string
  /** Names under `/assets/`, for a page that is more than a form. */
  assets?: { stylesheet: string; script: string }
}

/**
 * Sends a page that loads nothing foreign, runs no script unless it has one of ours, and cannot be framed: a framed
 * sign-in or consent page is clickjacked (RFC 9700 §4.16).
 */
export function sendPage(reply: FastifyReply, page: Page): FastifyReply {
  const { status = 200, formTarget, assets } = page
  const formAction = formTarget === undefined ? `'self'` : `'self' ${formTarget}`
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
    .send(layout(page).markup)
}

function layout({ title, body, assets }: Page): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · Contoso (mock)</title>
        <link rel="stylesheet" href="/assets/pages.css" />
        ${
          assets &&
          html`<link rel="stylesheet" href="/assets/${assets.stylesheet}" />
            <script type="module" src="/assets/${assets.script}"></script>`
        }
        <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
      </head>
      <body>
        <header class="banner">
          <p><strong>Mock tenant.</strong> No password needed: anybody can sign in as anybody.</p>
        </header>
        <main>
          <p class="brand">Contoso</p>
          ${body}
        </main>
        <footer>
          A stand-in for Microsoft Entra ID, for development only. Not affiliated with Microsoft.
        </footer>
      </body>
    </html>`
}

const TYPES = { css: 'text/css; charset=utf-8', svg: 'image/svg+xml', js: 'text/javascript; charset=utf-8' }
const ASSETS = ['pages.css', 'icon.svg', 'console/console.css', 'console/console.js'] as const

/** Stylesheets, script and icon, as files of their own: the policy above allows no inline ones. */
export function assets(app: FastifyInstance): void {
  for (const path of ASSETS) {
    const content = readFileSync(new URL(path, import.meta.url))
    const [name, type] = [basename(path), TYPES[extname(path).slice(1) as keyof typeof TYPES]]
    app.get(`/assets/${name}`, (_request, reply) =>
      reply.type(type).header('cache-control', 'public, max-age=300').send(content),
    )
  }
}
