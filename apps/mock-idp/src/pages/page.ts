import { readFileSync } from 'node:fs'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { html, type Html } from './html.ts'

export interface Page {
  title: string
  body: Html
  status?: number
  /** Origin to which the page's form finally leads: browsers check the redirect after a post as well. */
  formTarget?: string
}

/**
 * Sends a page that runs no script, loads nothing foreign and cannot be framed: a framed sign-in or consent page
 * is clickjacked (RFC 9700 §4.16).
 */
export function sendPage(reply: FastifyReply, { title, body, status = 200, formTarget }: Page): FastifyReply {
  const formAction = formTarget === undefined ? `'self'` : `'self' ${formTarget}`
  return reply
    .code(status)
    .headers({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': `default-src 'none'; style-src 'self'; img-src 'self'; form-action ${formAction}; base-uri 'none'; frame-ancestors 'none'`,
      'x-frame-options': 'DENY',
      'cross-origin-opener-policy': 'same-origin',
    })
    .send(layout(title, body).markup)
}

function layout(title: string, body: Html): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · Contoso (mock)</title>
        <link rel="stylesheet" href="/assets/pages.css" />
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

/** The stylesheet and the icon, as files of their own: the policy above allows no inline ones. */
export function assets(app: FastifyInstance): void {
  const files = { 'pages.css': 'text/css; charset=utf-8', 'icon.svg': 'image/svg+xml' }
  for (const [name, type] of Object.entries(files)) {
    const content = readFileSync(new URL(name, import.meta.url))
    app.get(`/assets/${name}`, (_request, reply) =>
      reply.type(type).header('cache-control', 'public, max-age=300').send(content),
    )
  }
}
