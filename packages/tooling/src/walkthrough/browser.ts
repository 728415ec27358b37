/** A browser, as far as signing in needs one: cookies by host, redirects, forms. */
import type { HtmlForm } from './html-form.ts'

const REDIRECTS = 10

export interface Page {
  url: string
  status: number
  text: string
}

export class Browser {
  /** By host name: cookies do not know ports (RFC 6265 §8.5). */
  readonly #cookies = new Map<string, Map<string, string>>()
  readonly #stopAt: string | undefined
  readonly #headers: Record<string, string>

  /**
   * @param stopAt a redirect to a URL that starts so is not followed: the page's own address, with the answer
   * @param headers go with every request
   */
  constructor(stopAt?: string, headers: Record<string, string> = {}) {
    this.#stopAt = stopAt
    this.#headers = headers
  }

  /** @returns the page at the end of all redirects; one that was not followed has status 302 */
  async open(url: string, init: RequestInit = {}): Promise<Page> {
    let next = { url, init }
    for (let hop = 0; hop <= REDIRECTS; hop++) {
      const response = await this.#request(next.url, next.init)
      const location = response.headers.get('location')
      if (response.status < 300 || response.status > 399 || location === null) {
        return { url: next.url, status: response.status, text: await response.text() }
      }
      await response.body?.cancel()
      const target = new URL(location, next.url).href
      if (this.#stopAt !== undefined && target.startsWith(this.#stopAt))
        return { url: target, status: 302, text: '' }
      // 302 and 303 after a POST become GET, as in every browser (Fetch §4.4).
      next = { url: target, init: {} }
    }
    throw new Error(`more than ${REDIRECTS} redirects from ${new URL(url).origin}`)
  }

  /** Presses one button of a form of `page`. */
  async submit(page: Page, form: HtmlForm, button: { name: string; value: string }): Promise<Page> {
    return this.open(new URL(form.action, page.url).href, {
      method: 'POST',
      headers: { origin: new URL(page.url).origin },
      body: new URLSearchParams({ ...form.fields, [button.name]: button.value }),
    })
  }

  /** What is sent along to `url`, by name. */
  cookies(url: string): ReadonlyMap<string, string> {
    return this.#jar(url)
  }

  /** A cookie that came by another way than an answer of its server: from a neighbour on the host, or from a script. */
  plant(url: string, name: string, value: string): void {
    this.#jar(url).set(name, value)
  }

  #jar(url: string): Map<string, string> {
    const { hostname } = new URL(url)
    const jar = this.#cookies.get(hostname) ?? new Map<string, string>()
    this.#cookies.set(hostname, jar)
    return jar
  }

  async #request(url: string, init: RequestInit): Promise<Response> {
    const jar = this.#jar(url)
    const headers = new Headers({ ...this.#headers, ...Object.fromEntries(new Headers(init.headers)) })
    if (jar.size > 0) headers.set('cookie', [...jar].map(([name, value]) => `${name}=${value}`).join('; '))
    const response = await fetch(url, { ...init, headers, redirect: 'manual' })
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';')
      const equals = pair.indexOf('=')
      if (/;\s*max-age=0\b/i.test(cookie)) jar.delete(pair.slice(0, equals))
      else jar.set(pair.slice(0, equals), pair.slice(equals + 1))
    }
    return response
  }
}
