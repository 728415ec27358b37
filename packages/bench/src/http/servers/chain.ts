import { exchangeRecorded, Secret, type AuditLog, type Exchange } from '@chain-of-trust/auth-core'
import { createDpopKey, type DpopKey } from '@chain-of-trust/auth-core/dpop-client'
import { resourceServer } from '@chain-of-trust/auth-core/fastify'
import { buildMcpApp } from '@chain-of-trust/mcp-kit'
import { cacheExchange, createSender } from '@chain-of-trust/token-flow'
import { createService } from '@chain-of-trust/service-kit'
import { freePort } from '@chain-of-trust/testkit'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { createIssuer, keysOf, profileOf, SCOPE, type Facts, type Issuer } from '../../issuer.ts'
import { call2025 } from '../requests.ts'
import { auditLog } from './audit-log.ts'
import { defineLedger } from './ledger.ts'
import type { StartServer } from './main.ts'

interface Hop {
  url: URL
  issuer: Facts
  audit: AuditLog
}

/**
 * The chain in one process, each hop over HTTP with a token, a proof and its audit records: an agent's tier that
 * exchanges A for B, an MCP server that exchanges B for C, a resource. Both exchanges are answered from the cache.
 */
export const authenticatedChain: StartServer = async (url, issuer) => {
  const next = createIssuer('RS256')
  const audit = auditLog(true)
  const mcp = new URL(`http://localhost:${await freePort()}/mcp`)
  const resource = new URL(`http://localhost:${await freePort()}/v1`)
  await resourceTier({ url: resource, issuer: next, audit })
  await mcpTier({ url: mcp, issuer: next, audit }, resource, next)
  await agentTier({ url, issuer, audit }, mcp, next)
}

async function agentTier({ url, issuer, audit }: Hop, mcp: URL, tokens: Issuer): Promise<void> {
  const app = await closedService({ url, issuer, audit })
  const dpopKey = await createDpopKey()
  const exchange = cacheExchange(await exchangeFor(tokens, dpopKey))
  const sender = createSender({ dpopKey })
  const handler = async (request: FastifyRequest) => {
    const held = { token: request.getToken(), credential: request.getCredential() }
    const tokenB = await exchangeRecorded(exchange, audit, {
      held,
      name: 'B',
      scopes: [`${mcp.href}/${SCOPE}`],
    })
    return forward(sender(tokenB.token), mcp, request.body)
  }
  app.route({ method: 'POST', url: url.pathname, config: { scopes: [SCOPE] }, handler })
  await listen(app, url)
}

async function mcpTier({ url, issuer, audit }: Hop, resource: URL, tokens: Issuer): Promise<void> {
  const dpopKey = await createDpopKey()
  const app = await buildMcpApp(
    { RESOURCE: url.href, ISSUER: issuer.issuer, SENDER_CONSTRAINT: 'dpop', LOG_LEVEL: 'warn' },
    {
      definition: defineLedger(resource.href, async (number, fetch) =>
        (await fetch(`/entries/${number}`)).text(),
      ),
      accepts: profileOf(issuer),
      keys: keysOf(issuer),
      exchange: cacheExchange(await exchangeFor(tokens, dpopKey)),
      sender: createSender({ dpopKey }),
      audit,
    },
  )
  await listen(app, url)
}

async function resourceTier(hop: Hop): Promise<void> {
  const app = await closedService(hop)
  app.get(`${hop.url.pathname}/entries/:number`, { config: { scopes: [SCOPE] } }, entryOf)
  await listen(app, hop.url)
}

async function closedService({ url, issuer, audit }: Hop): Promise<FastifyInstance> {
  const app = createService({ name: 'bench', logLevel: 'warn' })
  await app.register(resourceServer, {
    accepts: profileOf(issuer),
    keys: keysOf(issuer),
    origin: url.origin,
    senderConstraint: 'dpop',
    audit,
  })
  return app
}

/** A token endpoint that answers at once, always with one token bound to `key`. */
async function exchangeFor(tokens: Issuer, { jkt }: DpopKey): Promise<Exchange> {
  const token = new Secret(await tokens.token({ cnf: { jkt } }))
  const expiresAt = Date.now() / 1000 + 86_400
  const exchanged = {
    token,
    scopes: [SCOPE],
    uti: 'uti',
    audience: tokens.audience,
    jkt,
    expiresAt,
    cached: false,
  }
  return () => Promise.resolve(exchanged)
}

/** The same three hops for everybody: plain routes, no token, no record, and no MCP either. */
export const openChain: StartServer = async (url) => {
  const mcp = new URL(`http://localhost:${await freePort()}/mcp`)
  const resource = new URL(`http://localhost:${await freePort()}/v1`)
  const [agent, server, last] = ['agent', 'mcp', 'resource'].map((name) =>
    createService({ name, logLevel: 'warn' }),
  )
  last!.get('/v1/entries/:number', entryOf)
  server!.post(mcp.pathname, async () => {
    const response = await fetch(`${resource.href}/entries/7`)
    return { result: { content: [{ type: 'text', text: await response.text() }] } }
  })
  agent!.post(url.pathname, (request) => forward(fetch, mcp, request.body))
  await Promise.all([listen(last!, resource), listen(server!, mcp), listen(agent!, url)])
}

async function forward(
  send: (url: URL, init: RequestInit) => Promise<Response>,
  to: URL,
  body: unknown,
): Promise<unknown> {
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    ...call2025.headers,
  }
  const response = await send(to, { method: 'POST', headers, body: JSON.stringify(body) })
  return response.json()
}

function entryOf({ params }: { params: unknown }): string {
  return `entry ${(params as { number: string }).number}`
}

async function listen(app: FastifyInstance, { hostname, port }: URL): Promise<void> {
  await app.listen({ host: hostname, port: Number(port) })
}
