import { createHash } from 'node:crypto'
import { html } from '@chain-of-trust/service-kit/pages'

/** The look of the house's other pages, in the page: nothing is there to load a stylesheet from. */
const STYLE = `:root{color-scheme:light dark;font:16px/1.5 system-ui,'Segoe UI',Roboto,sans-serif}
*{box-sizing:border-box}
body{margin:0;background:light-dark(#eef1f6,#0f1318);color:light-dark(#1a2230,#e6eaf0)}
main{width:min(100% - 2rem,28rem);margin:2rem auto;padding:2rem;border-radius:12px;
background:light-dark(#fff,#191f27);border:1px solid light-dark(#d5dbe5,#323c49)}
h1{margin:0 0 .5rem;font-size:1.5rem;line-height:1.25;text-wrap:balance}p{margin:0}
.brand{margin:0 0 1.25rem;color:light-dark(#1d4ed8,#8fb4ff);font-weight:650;letter-spacing:.02em}
@media(max-width:480px){body{background:light-dark(#fff,#191f27)}main{margin:0;padding:1.5rem 1rem;width:100%;border:0}}`

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
          <p class="brand">Chain of Trust command line</p>
          <h1>${title}</h1>
          <p role="status">${text}</p>
        </main>
      </body>
    </html>`
  // The policy names the hash of the style as it stands, so no formatter may touch it.
  const body = markup.replace(/<style>\s*__STYLE__\s*<\/style>/, `<style>${STYLE}</style>`)
  return { headers: HEADERS, body }
}
