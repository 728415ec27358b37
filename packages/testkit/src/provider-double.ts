import { once } from 'node:events'
import { createServer } from 'node:http'
import { freePort } from './free-port.ts'

export interface ProviderRequest {
  method: string
  /** Path and query. */
  url: string
  /** The token that was presented as `Bearer`. */
  token: string | undefined
  headers: Readonly<Record<string, string | string[] | undefined>>
  body: unknown
}

export interface ProviderAnswer {
  status?: number
  body?: unknown
  headers?: Record<string, string>
}

export interface ProviderDouble {
  url: string
  requests: ProviderRequest[]
  /** Replaced by a test. */
  answer: (request: ProviderRequest) => ProviderAnswer | Promise<ProviderAnswer>
  close(): void
}

/** Somebody else's API over HTTP, which keeps what it was asked. */
export async function startProviderDouble(answer: ProviderDouble['answer']): Promise<ProviderDouble> {
  const port = await freePort()
  const double: Omit<ProviderDouble, 'close'> = { url: `http://localhost:${port}`, requests: [], answer }
  const server = createServer((request, response) => {
    void (async () => {
      const text = (await request.toArray()).join('')
      const { headers, method = '', url = '' } = request
      const token = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1]
      const asked = {
        method,
        url,
        token,
        headers,
        body: text === '' ? undefined : (JSON.parse(text) as unknown),
      }
      double.requests.push(asked)
      const { status = 200, body, headers: more = {} } = await double.answer(asked)
      response.writeHead(status, { 'content-type': 'application/json', ...more })
      response.end(body === undefined ? '' : JSON.stringify(body))
    })()
  }).listen(port, '127.0.0.1')
  await once(server, 'listening')
  return Object.assign(double, {
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  })
}
