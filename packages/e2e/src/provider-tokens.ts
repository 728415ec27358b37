import type { BrowserContext, Page } from 'playwright-core'

/** Access and refresh tokens of the stand-ins' providers; the samples are found (`linking-troubles-browser.test.ts`). */
export const PROVIDER_TOKEN = /\bm(gh|jr)r?_[\w-]{8,}/

/**
 * Everywhere in a browser that a provider's token could have come to: addresses, bodies and headers of what its pages
 * asked for and got, their console, their documents, their storage.
 * @returns those places where one was, and how much was looked at
 */
export function watchForTokens(context: BrowserContext) {
  const found: string[] = []
  const looked = { answers: 0, pages: 0 }
  const look = (place: string, text: string | null) => {
    if (text !== null && PROVIDER_TOKEN.test(text)) found.push(place)
  }
  context.on('console', (message) => look('console', message.text()))
  context.on('request', (request) => {
    look('address', request.url())
    look('request', `${request.postData() ?? ''} ${JSON.stringify(request.headers())}`)
  })
  context.on('response', (response) => {
    looked.answers += 1
    look('headers', JSON.stringify(response.headers()))
    // A redirect has none, and a page that is closed keeps none.
    response.text().then(
      (text) => look(`answer of ${new URL(response.url()).pathname}`, text),
      () => {},
    )
  })
  return {
    found,
    looked,
    /** What a page holds now. */
    async page(page: Page) {
      looked.pages += 1
      look(`address of ${page.url()}`, page.url())
      look(`document of ${page.url()}`, await page.content())
      const stored = 'JSON.stringify([localStorage, sessionStorage, document.cookie])'
      look(`storage of ${page.url()}`, await page.evaluate<string>(stored))
    },
  }
}
