import { createHash } from 'node:crypto'
import { html } from '@chain-of-trust/service-kit/pages'

const STYLE =
  ':root{color-scheme:light dark;font:1.0625rem/1.5 system-ui,sans-serif}' +
  'main{max-width:34rem;margin:18vh auto;padding:0 1.5rem}h1{font-size:1.5rem;line-height:1.25}'

/** The page needs nothing from anywhere and leads nowhere. */
const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'`,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cross-origin-opener-policy': 'same-origin',
}

/** What the person's browser shows at the end of a sign-in. @param text of our own words only */
export function loopbackPage(title: string, text: string): { headers: Record<string, string>; body: string } {
  const { markup } = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · Chain of Trust</title>
        <style>
          __STYLE__
        </style>
      </head>
      <body>
        <main>
          <h1>${title}</h1>
          <p role="status">${text}</p>
        </main>
      </body>
    </html>`
  // The policy names the hash of the style as it stands, so no formatter may touch it.
  const body = markup.replace(/<style>\s*__STYLE__\s*<\/style>/, `<style>${STYLE}</style>`)
  return { headers: HEADERS, body }
}
