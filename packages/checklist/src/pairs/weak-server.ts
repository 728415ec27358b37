/** What the vulnerable variants have in common: a server on a free loopback port that answers with JSON, and its log. */
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { registrations } from '@chain-of-trust/service-kit'
import { createRemoteJWKSet } from 'jose'

export interface WeakRequest {
  method: string
  url: URL
  headers: IncomingMessage['headers']
  /** Empty, when there is none. */
  body: Record<string, unknown>
}

export interface WeakAnswer {
  status: number
  body: object
  headers?: Record<string, string>
}

export interface WeakServer {
  url: string
  /** What it has logged. */
  lines: string[]
  close: () => Promise<void>
}

/** @param answer decides about a request; what it throws is a 401 */
export async function startWeakServer(
  answer: (request: WeakRequest, log: (line: string) => void) => Promise<WeakAnswer> | WeakAnswer,
): Promise<WeakServer> {
  const lines: string[] = []
  const server = createServer((incoming, response) => {
    read(incoming)
      .then((request) => answer(request, (line) => lines.push(line)))
      .catch((): WeakAnswer => ({ status: 401, body: { error: 'invalid_token' } }))
      .then(({ status, body, headers }) =>
        response
          .writeHead(status, { 'content-type': 'application/json', ...headers })
          .end(JSON.stringify(body)),
      )
      .catch(() => response.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    lines,
    async close() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

async function read(incoming: IncomingMessage): Promise<WeakRequest> {
  const text = (await incoming.toArray()).join('')
  return {
    method: incoming.method ?? 'GET',
    url: new URL(incoming.url ?? '/', 'http://127.0.0.1'),
    headers: incoming.headers,
    body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
  }
}

/** The credential, under whatever scheme it comes: that nobody looks at the proof is part of the mistake. */
export function credentialOf({ headers }: Pick<WeakRequest, 'headers'>): string {
  return headers.authorization?.split(' ')[1] ?? ''
}

const { authority, tenant } = registrations()

export const ISSUER = `${authority}/${tenant.id}/v2.0`

/** The keys of the running system's authorization server: a mistake apart, the variants verify what others verify. */
export const issuerKeys = createRemoteJWKSet(new URL(`${authority}/${tenant.id}/discovery/v2.0/keys`))
