import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ALICE, createTestIssuer } from '@chain-of-trust/testkit'
import { localRegistration } from '@chain-of-trust/service-kit/registrations'

interface Turn {
  /** 401: the person has to sign in; 503: an outage. */
  status?: 401 | 503
  /** Laid over the claims of the token. */
  claims?: Record<string, unknown>
}

export interface LocalIssuer {
  /** Of its JWKS and its tokens; the argument of the launcher and of the server below. */
  readonly origin: string
  /** Every token that it gave out, in clear: what must not be found anywhere. */
  readonly tokens: string[]
  /** What the launcher asked for. */
  readonly requests: { scopes: string; newerThan: number }[]
  /** Tells whoever polls for security events that the sign-in of everybody's has been revoked. */
  revoke(): Promise<void>
  /** How the next requests for a token are answered, one each; when there is none left: with a good token. */
  readonly script: Turn[]
  close(): void
}

/** Tokens and keys over HTTP, for a launcher in a process of its own that nobody signs in to. */
export async function startLocalIssuer(): Promise<LocalIssuer> {
  const { appId } = localRegistration('mcp-workspace')
  const news = Promise.withResolvers<string>()
  const server = createServer((request, response) => {
    void (async () => {
      if (request.url === '/keys') return response.end(JSON.stringify(issuer.jwks))
      if (request.url?.endsWith('/ssf/poll')) {
        const set = await news.promise
        return response.setHeader('content-type', 'application/json').end(JSON.stringify({ sets: { set } }))
      }
      const { scopes, jkt, newerThan } = JSON.parse((await request.toArray()).join('')) as {
        scopes: string
        jkt: string
        newerThan: number
      }
      local.requests.push({ scopes, newerThan })
      // A minute old: one that is renewed within the same second would be no newer than it.
      const first = newerThan === 0 ? { iat: Math.floor(Date.now() / 1000) - 60 } : {}
      const { status, claims = first } = local.script.shift() ?? {}
      if (status !== undefined) {
        response.statusCode = status
        return response.end()
      }
      const token = await issuer.token({
        audience: appId,
        azp: localRegistration('ai-host-cli').appId,
        scp: scopes,
        jkt,
        claims,
      })
      local.tokens.push(token)
      response.end(token)
    })()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`
  const issuer = await createTestIssuer({ issuer: `${origin}/v2.0` })
  const local: LocalIssuer = {
    origin,
    tokens: [],
    requests: [],
    script: [],
    async revoke() {
      const audience = localRegistration('ai-host-cli').appId
      news.resolve(await issuer.securityEvent({ audience, type: 'session-revoked', oid: ALICE }))
    },
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
  return local
}
