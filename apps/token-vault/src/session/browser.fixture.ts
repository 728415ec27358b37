import type { FastifyInstance } from 'fastify'

/** What a browser shows after a request: a page, or where it was sent to outside of the vault. */
export interface Shown {
  status: number
  headers: Record<string, unknown>
  body: string
  /** Absolute, of another origin. */
  location?: string
}

/** A browser without scripts: cookies, forms with their Origin, redirects within the vault. */
export class TestBrowser {
  readonly #app: FastifyInstance
  readonly #origin: string
  readonly cookies = new Map<string, string>()

  constructor(app: FastifyInstance, origin: string) {
    this.#app = app
    this.#origin = origin
  }

  async open(url: string): Promise<Shown> {
    return this.#send('GET', url)
  }

  /** Posts the form of the page whose action ends so, with these fields laid over its own. */
  async submit(page: Shown, action: RegExp, fields: Record<string, string> = {}): Promise<Shown> {
    const form = [...page.body.matchAll(/<form[^>]* action="([^"]+)"[^>]*>([\s\S]*?)<\/form>/g)].find(
      ([, target, content]) =>
        action.test(target!) && Object.values(fields).every((value) => content!.includes(value)),
    )
    if (form === undefined)
      throw new Error(`no form ${action.source} on the page: ${page.status} ${page.body}`)
    const hidden = [...form[2]!.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)]
    const ticked = [
      ...form[2]!.matchAll(/<input type="checkbox" name="([^"]+)" value="([^"]*)" checked *\/>/g),
    ]
    const own = hidden.filter(([, name]) => !Object.hasOwn(fields, name!))
    const entries = [...own, ...ticked].map(([, name, value]): [string, string] => [name!, value!])
    return this.post(form[1]!, [...entries, ...Object.entries(fields)])
  }

  /** A post from wherever: `origin: undefined` for a sender that says nothing. */
  async post(
    path: string,
    fields: Record<string, string> | [string, string][],
    { origin = this.#origin }: { origin?: string | undefined } = {},
  ): Promise<Shown> {
    return this.#send('POST', path, new URLSearchParams(fields).toString(), origin)
  }

  async #send(method: 'GET' | 'POST', url: string, payload?: string, origin?: string): Promise<Shown> {
    const target = new URL(url, this.#origin)
    const response = await this.#app.inject({
      method,
      url: target.pathname + target.search,
      headers: {
        host: target.host,
        cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        'user-agent': 'test-browser',
        ...(origin === undefined ? {} : { origin }),
        ...(payload === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      ...(payload === undefined ? {} : { payload }),
    })
    for (const { name, value } of response.cookies) {
      if (value === '') this.cookies.delete(name)
      else this.cookies.set(name, value)
    }
    const { location } = response.headers
    const shown = { status: response.statusCode, headers: response.headers, body: response.body }
    if (location === undefined) return shown
    const next = new URL(location, this.#origin)
    return next.origin === this.#origin ? this.open(next.href) : { ...shown, location: next.href }
  }
}
