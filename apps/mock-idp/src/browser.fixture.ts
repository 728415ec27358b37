import { createHash, randomBytes } from 'node:crypto'
import { AI_HOST, ACCESS_AS_USER, BASE, ORIGIN, REDIRECT_URI, type Fetch } from './tenant.fixture.ts'

/** What a browser holds after a request: a page with one form, or a redirect to the app. */
export interface Shown {
  status: number
  headers: Headers
  body: string
  /** Parameters that the app is sent, by query, fragment or posted form. */
  reply?: URLSearchParams
  /** Where they are sent. */
  location?: string
}

/** A browser without scripts: cookies, forms, redirects. */
export class TestBrowser {
  readonly #fetch: Fetch
  readonly cookies = new Map<string, string>()

  constructor(fetch: Fetch) {
    this.#fetch = fetch
  }

  async open(url: string, init: RequestInit = {}): Promise<Shown> {
    const headers = new Headers(init.headers)
    if (this.cookies.size > 0) {
      headers.set('cookie', [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '))
    }
    const response = await this.#fetch(url, { ...init, headers })
    for (const cookie of response.headers.getSetCookie()) {
      const [pair] = cookie.split(';', 1)
      const [name, value] = pair!.split('=')
      if (value === '') this.cookies.delete(name!)
      else this.cookies.set(name!, value!)
    }
    const shown = { status: response.status, headers: response.headers, body: await response.text() }
    const location = response.headers.get('location')
    if (location === null) return shown.body.includes('data-submits="at-once"') ? posted(shown) : shown
    const target = new URL(location)
    return {
      ...shown,
      location,
      reply: new URLSearchParams(target.hash === '' ? target.search : target.hash.slice(1)),
    }
  }

  /** Presses the button `name=value` of the page's form. */
  async press(page: Shown, name: string, value: string): Promise<Shown> {
    const action = /<form[^>]* action="([^"]+)"/.exec(page.body)?.[1]
    if (action === undefined) throw new Error(`no form on the page: ${page.status} ${page.body}`)
    if (!page.body.includes(`name="${name}" value="${value}"`)) throw new Error(`no button ${name}=${value}`)
    const fields = hiddenFields(page.body)
    fields.set(name, value)
    return this.open(action, { method: 'POST', body: fields.toString() })
  }

  /** Opens what a device says and enters its code. */
  async enterUserCode(code: string, headers: Record<string, string> = {}): Promise<Shown> {
    const short = await this.open(`${ORIGIN}/devicelogin`)
    await this.open(short.location!)
    const body = new URLSearchParams({ user_code: code }).toString()
    return this.open(short.location!, { method: 'POST', body, headers })
  }

  /** Signs in and accepts what is asked, from whatever page is shown, until the app gets its answer. */
  async signIn(page: Shown, oid: string): Promise<Shown> {
    let shown = page.body.includes('name="user"') ? await this.press(page, 'user', oid) : page
    if (shown.body.includes('name="mfa"')) shown = await this.press(shown, 'mfa', 'approve')
    if (shown.body.includes('name="confirm"')) shown = await this.press(shown, 'confirm', 'continue')
    if (shown.body.includes('name="decision"')) shown = await this.press(shown, 'decision', 'accept')
    return shown
  }
}

/** What a browser with scripts does by itself: the form goes to the app. */
function posted(shown: Shown): Shown {
  const location = /<form[^>]* action="([^"]+)"/.exec(shown.body)?.[1]
  return { ...shown, ...(location !== undefined && { location }), reply: hiddenFields(shown.body) }
}

function hiddenFields(body: string): URLSearchParams {
  const fields = new URLSearchParams()
  for (const [, field, content] of body.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)) {
    fields.set(field!, content!.replaceAll('&#39;', "'").replaceAll('&quot;', '"').replaceAll('&amp;', '&'))
  }
  return fields
}

export interface Pkce {
  verifier: string
  challenge: string
}

export function pkce(): Pkce {
  const verifier = randomBytes(32).toString('base64url')
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') }
}

/** The authorization request of the AI host; `undefined` leaves a parameter out. */
export function authorizeUrl(challenge: string, changes: Record<string, string | undefined> = {}): string {
  const parameters = {
    client_id: AI_HOST,
    scope: `${ACCESS_AS_USER} openid profile offline_access`,
    redirect_uri: REDIRECT_URI,
    response_mode: 'fragment',
    response_type: 'code',
    code_challenge: challenge,
    code_challenge_method: 'S256',
    client_info: '1',
    nonce: 'n-1',
    state: 's-1',
    ...changes,
  }
  const given = Object.entries(parameters).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  )
  return `${BASE}/oauth2/v2.0/authorize?${new URLSearchParams(given).toString()}`
}
