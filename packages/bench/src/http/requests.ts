import type { Prover } from '../proofs.ts'
import type { RequestText } from './load.ts'

export interface Credentials {
  tokens: readonly string[]
  /** Makes a proof for each request; absent: bearer tokens. */
  prover?: Prover
}

/** The number of the entry that is asked for, and what every answer holds. */
export const ENTRY = 7
export const EXPECTED = `entry ${ENTRY}`

const MODERN = '2026-07-28'
const params = { name: 'read_entry', arguments: { number: ENTRY } }

/** `tools/call` in the revision of 2025-11-25. */
export const call2025 = {
  headers: { 'mcp-protocol-version': '2025-11-25' },
  body: { jsonrpc: '2.0', id: 1, method: 'tools/call', params },
}

/** The same in the revision of 2026-07-28. */
export const call2026 = {
  headers: { 'mcp-protocol-version': MODERN, 'mcp-method': 'tools/call', 'mcp-name': 'read_entry' },
  body: {
    ...call2025.body,
    params: {
      ...params,
      _meta: {
        'io.modelcontextprotocol/protocolVersion': MODERN,
        'io.modelcontextprotocol/clientCapabilities': {},
      },
    },
  },
}

/** POST requests to `url`, by turns with each of the tokens, or without any. */
export function post(
  url: string,
  { headers, body }: { headers: Record<string, string>; body: object },
  credentials?: Credentials,
): RequestText {
  const { host, pathname } = new URL(url)
  const text = JSON.stringify(body)
  const fields = {
    host,
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    'content-length': String(text.length),
    ...headers,
  }
  const head = `POST ${pathname} HTTP/1.1\r\n${Object.entries(fields)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')}`
  let next = 0
  return (nonce) => {
    if (credentials === undefined) return `${head}\r\n${text}`
    const { tokens, prover } = credentials
    const token = tokens[next++ % tokens.length]!
    if (prover === undefined) return `${head}authorization: Bearer ${token}\r\n\r\n${text}`
    const proof = prover.prove({ method: 'POST', url, accessToken: token, nonce })
    return `${head}authorization: DPoP ${token}\r\ndpop: ${proof}\r\n\r\n${text}`
  }
}
