/** What this process, as the person's browser, sent and got that no log may hold. */
export interface WireTap {
  secrets: ReadonlyMap<string, string>
  stop(): void
}

const FIELDS =
  /\b(code|code_verifier|client_assertion|access_token|refresh_token|id_token)"?[=:]"?([\w.~+/-]{16,})/g
const COOKIE = /^[^=;]+=([^;]{16,})/

/** Listens to every `fetch` of this process. */
export function tapWire(): WireTap {
  const { fetch } = globalThis
  const secrets = new Map<string, string>()
  const keep = (what: string, value: string | null) => {
    // Each part alone would be a leak, too.
    for (const part of (value ?? '').split(/[ .]/)) if (part.length >= 16) secrets.set(part, what)
  }
  const keepFields = (text: string) => {
    for (const [, name, value] of text.matchAll(FIELDS)) keep(name!, value!)
  }
  globalThis.fetch = async (input, init) => {
    const headers = new Headers(init?.headers)
    keep('a credential', headers.get('authorization'))
    keep('a proof', headers.get('dpop'))
    if (init?.body !== undefined && init.body !== null)
      keepFields(String(init.body as string | URLSearchParams))
    const response = await fetch(input, init)
    keepFields(response.headers.get('location') ?? '')
    for (const cookie of response.headers.getSetCookie()) keep('a cookie', COOKIE.exec(cookie)?.[1] ?? null)
    if (response.headers.get('content-type')?.includes('json')) keepFields(await response.clone().text())
    return response
  }
  return { secrets, stop: () => void (globalThis.fetch = fetch) }
}
