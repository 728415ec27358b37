import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Gate } from './gate.ts'
import { inMessageSpan } from './message-span.ts'
import { INVALID_REQUEST, PARSE_ERROR, RpcRefusal } from './json-rpc.ts'
import type { Protocol } from './protocol.ts'
import type { ToolCall } from './tool-call.ts'

interface McpRouteOptions {
  /** Canonical URL of this server; its path is the route. */
  resource: string
  gate: Gate
  protocol: Protocol
}

/** Of what the SDK says about its answer; the rest is Fastify's business. */
const ANSWER_HEADERS = ['content-type', 'mcp-session-id', 'x-accel-buffering'] as const

/** POST answers MCP. Nothing is sent that was not asked for, and sessions end by themselves: GET and DELETE are 405. */
export function serveMcp(app: FastifyInstance, { resource, gate, protocol }: McpRouteOptions): void {
  const { pathname } = new URL(resource)

  app.post(pathname, { config: { audit: 'exchange' }, errorHandler: speakJsonRpc }, (request, reply) =>
    inMessageSpan(request, gate.nameOf(request.body), () => answer(request, reply)),
  )

  async function answer(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const signal = whileConnected(reply)
    const { call } = await gate.admit(request, signal)
    const { status, headers, body } = await protocol.answer({
      url: resource,
      headers: protocolHeaders(request),
      body: request.body,
      owner: ownerOf(request),
      signal,
      call,
    })
    for (const name of ANSWER_HEADERS) if (headers[name] !== undefined) reply.header(name, headers[name])
    reply.code(status).header('cache-control', 'no-store')

    // A stream has begun already: a challenge that its tool meets can only be recorded.
    if (typeof body !== 'string') return reply.send(call === undefined ? body : watched(body, request, call))
    // The whole answer is here before anything is sent: a challenge met on the way can still replace it.
    if (status >= 400 && status < 500) gate.recordTurnedAway(request, status)
    if (call?.lateRefusal !== undefined) throw gate.refuseLate(request, call, call.lateRefusal)
    return body === '' ? reply.send() : reply.send(body)
  }

  function watched(body: ReadableStream<Uint8Array>, request: FastifyRequest, call: ToolCall) {
    const flush = () => {
      if (call.lateRefusal !== undefined) gate.refuseLate(request, call, call.lateRefusal)
    }
    return body.pipeThrough(new TransformStream({ flush }))
  }

  app.route({
    method: ['GET', 'DELETE'],
    url: pathname,
    config: { public: true },
    handler: (request, reply) => {
      gate.recordWrongMethod(request)
      return reply.code(405).header('allow', 'POST').send({ error: 'method_not_allowed' })
    },
  })
}

/** A user with a client: whose session it is. */
function ownerOf(request: FastifyRequest): string {
  const { tid, oid, clientId } = request.getToken()
  return `${tid}/${oid}/${clientId}`
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
function protocolHeaders({ headers }: FastifyRequest): Record<string, string> {
  const known = Object.entries(headers).filter(
    ([name]) => name === 'accept' || name === 'content-type' || name.startsWith('mcp-'),
  )
  return Object.fromEntries(known.map(([name, value]) => [name, String(value)]))
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
