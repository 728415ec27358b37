import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Gate } from './gate.ts'
import { INVALID_REQUEST, PARSE_ERROR, RpcRefusal } from './json-rpc.ts'
import type { Protocol } from './protocol.ts'

interface McpRouteOptions {
  /** Canonical URL of this server; its path is the route. */
  resource: string
  gate: Gate
  protocol: Protocol
}

/** POST answers MCP; there are no sessions and no server-sent streams, so GET and DELETE are 405. */
export function serveMcp(app: FastifyInstance, { resource, gate, protocol }: McpRouteOptions): void {
  const { pathname } = new URL(resource)

  app.post(
    pathname,
    { config: { audit: 'exchange' }, errorHandler: speakJsonRpc },
    async (request, reply) => {
      const signal = whileConnected(reply)
      const { call } = await gate.admit(request, signal)
      const answer = await protocol.answer({
        url: resource,
        headers: protocolHeaders(request),
        body: request.body,
        signal,
        call,
      })
      // The whole answer is here before anything is sent: a challenge met on the way can still replace it.
      const body = await answer.text()
      if (call?.lateRefusal !== undefined) throw gate.refuseLate(request, call, call.lateRefusal)
      reply.code(answer.status).header('cache-control', 'no-store')
      const type = answer.headers.get('content-type')
      return type === null ? reply.send() : reply.type(type).send(body)
    },
  )

  app.route({
    method: ['GET', 'DELETE'],
    url: pathname,
    config: { public: true },
    handler: (_request, reply) =>
      reply.code(405).header('allow', 'POST').send({ error: 'method_not_allowed' }),
  })
}

/** Aborted when the connection closes before the answer is out. */
function whileConnected({ raw }: FastifyReply): AbortSignal {
  const controller = new AbortController()
  raw.once('close', () => {
    if (!raw.writableFinished) controller.abort()
  })
  return controller.signal
}

/** What the SDK needs to know of the request. Authorization and DPoP are not among it. */
function protocolHeaders({ headers }: FastifyRequest): Headers {
  const known = Object.entries(headers).filter(
    ([name]) => name === 'accept' || name === 'content-type' || name.startsWith('mcp-'),
  )
  return new Headers(known.map(([name, value]): [string, string] => [name, String(value)]))
}

/** Malformed input gets a JSON-RPC error; refusals of a token are OAuth's, and go to auth-core's handler. */
function speakJsonRpc(error: FastifyError, _request: FastifyRequest, reply: FastifyReply): unknown {
  const refusal = error instanceof RpcRefusal ? error : malformed(error)
  if (refusal === undefined) throw error
  return reply.code(refusal.status).send(refusal.body())
}

function malformed({ statusCode, code, message }: FastifyError): RpcRefusal | undefined {
  if (statusCode === undefined || statusCode < 400 || statusCode >= 500) return undefined
  const parse = statusCode === 400 && code !== 'FST_ERR_CTP_EMPTY_JSON_BODY'
  return new RpcRefusal(statusCode, parse ? PARSE_ERROR : INVALID_REQUEST, message)
}
