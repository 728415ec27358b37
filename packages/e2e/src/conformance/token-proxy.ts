import { createServer, request as open, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { dpopProof, type DpopKey } from '@chain-of-trust/auth-core/dpop-client'

interface Credential {
  key: DpopKey
  accessToken: string
}

/**
 * A reverse proxy that adds `Authorization` and `DPoP` to each request, and changes nothing else: `Host` and
 * `Origin` arrive as they were sent, so that the gate can refuse them.
 */
export async function openTokenProxy(credential: Credential) {
  let target: URL | undefined
  let nonce: string | undefined

  const server = createServer((request, response) => {
    void answer(request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://localhost:${(server.address() as AddressInfo).port}/mcp`

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request)
    let answered = await forward(request, body, response)
    if (answered.statusCode === 401 && answered.headers['dpop-nonce'] !== undefined) {
      answered.resume()
      answered = await forward(request, body, response)
    }
    response.writeHead(answered.statusCode ?? 502, answered.headers)
    answered.on('error', () => response.destroy()).pipe(response)
  }

  async function forward(
    { method = 'GET', headers }: IncomingMessage,
    body: string,
    response: ServerResponse,
  ): Promise<IncomingMessage> {
    const { key, accessToken } = credential
    const dpop = await dpopProof(key, {
      method,
      url,
      accessToken,
      ...(nonce === undefined ? {} : { nonce }),
    })
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
    const forwarded = open(
      {
        host: '127.0.0.1',
        port: target?.port,
        path: '/mcp',
        method,
        headers: { ...headers, authorization: `DPoP ${accessToken}`, dpop },
      },
      resolve,
    )
    forwarded.on('error', reject)
    // A client that leaves must be seen to leave.
    response.on('close', () => forwarded.destroy())
    forwarded.end(body)
    const answered = await promise
    nonce = answered.headers['dpop-nonce']?.toString() ?? nonce
    return answered
  }

  return {
    url,
    forwardTo(to: URL) {
      target = to
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
