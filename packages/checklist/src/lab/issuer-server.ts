/** An authorization server of ours that the lab's services trust: so an attack can carry any token it likes, rightly signed. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { registration } from '@chain-of-trust/service-kit'
import { createTestIssuer, type TestIssuer } from '@chain-of-trust/testkit'
import { calculateJwkThumbprint, decodeJwt, decodeProtectedHeader } from 'jose'

export interface IssuerServer {
  issuer: TestIssuer
  jwksUri: string
  tokenEndpoint: string
  close: () => void
}

/** Publishes the keys, and exchanges whatever it is given for a Token C: the lab attacks services, not this. */
export async function startIssuer(): Promise<IssuerServer> {
  const handlers: { answer?: (request: IncomingMessage) => Promise<object> } = {}
  const server = await listen((request) => handlers.answer!(request))
  const origin = originOf(server)
  const issuer = await createTestIssuer({ issuer: `${origin}/v2.0` })
  const published: Record<string, object> = {
    '/keys': issuer.jwks,
    '/v2.0/.well-known/openid-configuration': {
      issuer: issuer.issuer,
      jwks_uri: `${origin}/keys`,
      token_endpoint: `${origin}/token`,
    },
  }
  handlers.answer = (request) => {
    const document = published[request.url ?? '']
    return document === undefined ? exchange(issuer, request) : Promise.resolve(document)
  }
  return {
    issuer,
    jwksUri: `${origin}/keys`,
    tokenEndpoint: `${origin}/token`,
    close: () => server.close(),
  }
}

async function exchange(issuer: TestIssuer, request: IncomingMessage): Promise<object> {
  const form = new URLSearchParams((await request.toArray()).join(''))
  const scopes = (form.get('scope') ?? '').split(' ').filter((scope) => scope.includes('/'))
  const { jwk } = decodeProtectedHeader(String(request.headers['dpop']))
  const access_token = await issuer.token({
    audience: registration('mock-graph').appId,
    azp: registration('mcp-sharepoint').appId,
    oid: String(decodeJwt(form.get('assertion') ?? '')['oid']),
    scp: scopes.map((scope) => scope.slice(scope.lastIndexOf('/') + 1)).join(' '),
    jkt: await calculateJwkThumbprint(jwk!),
    xms_cc: ['CP1'],
  })
  return { access_token, token_type: 'DPoP', expires_in: 3600, scope: scopes.join(' ') }
}

/** A server on a free port that answers with JSON. */
export async function listen(answer: (request: IncomingMessage) => Promise<object>): Promise<Server> {
  const server = createServer((request, response) => {
    answer(request).then(
      (body) => response.setHeader('content-type', 'application/json').end(JSON.stringify(body)),
      () => response.writeHead(400).end('{"error":"invalid_request"}'),
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}

export function originOf(server: Server): string {
  return `http://localhost:${(server.address() as AddressInfo).port}`
}
