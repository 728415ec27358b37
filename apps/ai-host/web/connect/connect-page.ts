/** Where the person is asked to go, taken apart so that they can see where that is. */
export interface ConnectPage {
  /** As the browser would open it. */
  href: string
  /** `https://`, then the host with its port, then the rest: together `href`. */
  scheme: string
  host: string
  rest: string
  /** The name is written in other letters than it seems (Punycode): it may pose as another one. */
  disguised: boolean
}

/**
 * A URL came from a server, so it is checked before it becomes a link: `javascript:` would run here with the
 * person's token, `data:` shows anything, and `https://github.com@evil.example` reads as another host (MCP,
 * security best practices: OAuth authorization URL validation).
 * @returns undefined when nobody should be sent there. Plain http is for this machine only.
 */
export function connectPage(text: string | undefined): ConnectPage | undefined {
  if (text === undefined || !URL.canParse(text)) return undefined
  const { href, protocol, host, hostname, username, password } = new URL(text)
  const safe = protocol === 'https:' || (protocol === 'http:' && LOOPBACK.has(hostname))
  if (!safe || username !== '' || password !== '') return undefined
  const scheme = `${protocol}//`
  return {
    href,
    scheme,
    host,
    rest: href.slice(scheme.length + host.length),
    disguised: hostname.split('.').some((label) => label.startsWith('xn--')),
  }
}

const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])
