import type { FastifyInstance, FastifyRequest } from 'fastify'
import * as z from 'zod'
import type { AuthorizationServer } from '../authorization-server/authorization-server.ts'
import { Setting } from '../switches.ts'

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

export interface Console {
  servers: Readonly<Record<'github' | 'jira', AuthorizationServer>>
  stores: Readonly<Record<'github' | 'jira', { reset(): void }>>
  /** Of the console's own page. */
  origin: string
  /** Milliseconds by which this service is ahead of the real time. */
  setClock: (ahead: number) => void
  /** Epoch milliseconds. */
  now: () => number
}

const Provider = z.enum(['github', 'jira'])
const OfAccount = z.strictObject({ account: z.string() })
const Clock = z.strictObject({
  ahead: z
    .number()
    .min(0)
    .max(366 * 86_400),
})

interface ProviderPath {
  Params: { provider: string }
}

/**
 * What somebody who runs both providers could do: break them, look at the grants, end them. It asks for no credential:
 * whoever can reach this port is the developer. What it must withstand are the developer's other web pages, so it
 * answers to its own origin only, by a loopback name only (DNS rebinding turns a foreign page's own name into 127.0.0.1,
 * but the Host header still carries that name), and takes JSON only (which another site's form cannot send).
 */
export function consoleApi(app: FastifyInstance, { servers, stores, origin, setClock, now }: Console): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'string' },
    app.getDefaultJsonParser('error', 'error'),
  )
  app.addHook('onRequest', async (request) => {
    if (!isOwnPage(request, origin)) throw new ConsoleRefusal(403, 'loopback and same origin only')
  })
  app.setErrorHandler((error, request, reply) => {
    const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500
    if (status >= 500) request.log.error({ err: error }, 'console')
    const message = error instanceof Error && status < 500 ? error.message : 'failed'
    return reply.code(status).send({ error: status < 500 ? 'invalid_request' : 'server_error', message })
  })
  const serverOf = ({ params }: FastifyRequest<ProviderPath>): AuthorizationServer => {
    const name = Provider.safeParse(params.provider)
    if (!name.success) throw new ConsoleRefusal(404, 'there is github, and there is jira')
    return servers[name.data]
  }
  const stateOf = ({ switches }: AuthorizationServer) => ({
    ...switches.current(),
    requests: switches.counts(),
  })

  app.get('/clock', () => ({ now: new Date(now()).toISOString() }))
  app.put('/clock', ({ body }) => {
    setClock(read(Clock, body).ahead * 1000)
    return { now: new Date(now()).toISOString() }
  })

  app.get<ProviderPath>('/:provider', (request) => stateOf(serverOf(request)))
  app.put<ProviderPath>('/:provider', (request) => {
    const server = serverOf(request)
    server.switches.set(read(Setting, request.body))
    return stateOf(server)
  })

  app.get<ProviderPath>('/:provider/grants', (request) =>
    serverOf(request)
      .grants.list()
      .map(({ account, clientId, scopes, rotations, revoked, reuseDetected, createdAt }) => ({
        account,
        client_id: clientId,
        scopes,
        rotations,
        revoked,
        reuse_detected: reuseDetected,
        created_at: new Date(createdAt).toISOString(),
      })),
  )
  app.post<ProviderPath>('/:provider/grants/revoke', (request) => {
    const server = serverOf(request)
    return { revoked: server.grants.revokeAccount(read(OfAccount, request.body).account) }
  })
  app.post<ProviderPath>('/:provider/grants/expire', (request) => {
    const server = serverOf(request)
    return { expired: server.tokens.expireAccess(read(OfAccount, request.body).account) }
  })
  app.post<ProviderPath>('/:provider/reset', (request, reply) => {
    stores[serverOf(request).provider.name].reset()
    return reply.code(204).send()
  })
}

function isOwnPage({ headers, hostname }: FastifyRequest, own: string): boolean {
  const site = headers['sec-fetch-site']
  return (
    LOOPBACK.has(hostname) &&
    (headers.origin === undefined || headers.origin === own) &&
    (site === undefined || site === 'same-origin' || site === 'none')
  )
}

function read<Schema extends z.ZodType>(schema: Schema, body: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(body)
  if (!parsed.success) throw new ConsoleRefusal(400, z.prettifyError(parsed.error))
  return parsed.data
}

class ConsoleRefusal extends Error {
  readonly statusCode: number

  constructor(statusCode: number, message: string) {
    super(message)
    this.statusCode = statusCode
  }
}
