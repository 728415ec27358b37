import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { loopbackPage } from './loopback-page.ts'

/** Bytes. A code, a state and a client_info have room in a tenth of it. */
const LONGEST_ANSWER = 65_536

/** The authorization server's answer, in the browser's hands. The browser waits for `show`. */
export interface AuthorizationAnswer {
  readonly parameters: URLSearchParams
  readonly show: (title: string, text: string) => void
}

export interface Loopback {
  /** `http://localhost:<port>`: registered without its port (RFC 8252 §7.3). */
  readonly redirectUri: string
  /** The first answer with our state. */
  readonly answer: Promise<AuthorizationAnswer>
  close(): void
}

/**
 * Waits on a port of loopback for the one answer to one authorization request, sent by the browser as a form
 * (OAuth 2.0 Form Post Response Mode): so the code stands in no address, no history and no Referer. MSAL's own listener
 * does the same, but cannot be stopped, reads without end, and sends pages without a policy.
 *
 * Any program and any web page on this machine can post here. Without the `state` of this request nothing happens; a
 * stolen code is worth nothing without the PKCE verifier and the DPoP key, which never leave this process.
 */
export async function listenOnLoopback(state: string): Promise<Loopback> {
  const { promise: answer, resolve } = Promise.withResolvers<AuthorizationAnswer>()
  let answered = false
  const server = createServer((request, response) => {
    const show = (status: number, title: string, text: string) => {
      const { headers, body } = loopbackPage(title, text)
      response.writeHead(status, { ...headers, connection: 'close' }).end(body)
    }
    const handle = async () => {
      // A page of the attacker's whose name was made to point here (DNS rebinding) says that name.
      if (request.headers.host !== `localhost:${port}`)
        return show(421, 'Not here', 'This address is for one sign-in only.')
      if (request.method !== 'POST' || request.url !== '/') {
        return show(
          404,
          'Nothing here',
          'A sign-in ends here, by itself. Go back to the sign-in page, or to your terminal.',
        )
      }
      const parameters = await readForm(request)
      if (parameters === undefined || parameters.getAll('state').join('\n') !== state) {
        return show(
          400,
          'Not the answer',
          'This is not the answer to the sign-in that is waiting. Start again from your terminal.',
        )
      }
      if (answered)
        return show(409, 'Answered already', 'This sign-in has its answer. Go back to your terminal.')
      answered = true
      resolve({ parameters, show: (title, text) => show(200, title, text) })
    }
    handle().catch(() => abandon(response))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    redirectUri: `http://localhost:${port}`,
    answer,
    close() {
      server.close()
      // A browser keeps connections open that it may never use.
      server.closeIdleConnections()
      setTimeout(() => server.closeAllConnections(), 1000).unref()
      server.unref()
    },
  }
}

/** @returns undefined for anything but a form of bearable length */
async function readForm(request: IncomingMessage): Promise<URLSearchParams | undefined> {
  if (request.headers['content-type']?.split(';')[0]?.trim() !== 'application/x-www-form-urlencoded')
    return undefined
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > LONGEST_ANSWER) return undefined
    chunks.push(chunk)
  }
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'))
}

function abandon(response: ServerResponse): void {
  response.destroy()
}
