import {
  createMcpHandler,
  isLegacyRequest,
  WebStandardStreamableHTTPServerTransport,
} from '@modelcontextprotocol/server'
import type { FastifyBaseLogger } from 'fastify'
import type { Extension } from './extension.ts'
import { buildServer, carry } from './mcp-server.ts'
import { ordinaryCall, REVISION } from './ordinary-call.ts'
import type { McpServerDefinition } from './server-definition.ts'
import { createServerPool } from './server-pool.ts'
import { createSessions } from './sessions.ts'
import type { ToolCall } from './tool-call.ts'

export interface ProtocolRequest {
  /** Canonical URL. */
  url: string
  /** Those of MCP only, names in lower case: a credential never gets past the gate. */
  headers: Readonly<Record<string, string>>
  /** The body that the gate has read: there is no second parser to disagree with it. */
  body: unknown
  /** Whose token it came with: user and client. */
  owner: string
  signal: AbortSignal
  call: ToolCall | undefined
}

export interface ProtocolAnswer {
  status: number
  headers: Readonly<Record<string, string>>
  /** A stream comes only from a server with an extension. */
  body: string | ReadableStream<Uint8Array>
}

/** The MCP SDK behind the gate. How the servers behind it are made is nobody else's business. */
export interface Protocol {
  answer(request: ProtocolRequest): Promise<ProtocolAnswer>
  close(): Promise<void>
}

const GONE: ProtocolAnswer = { status: 499, headers: {}, body: '' }
const NO_SESSION = { jsonrpc: '2.0', id: null, error: { code: -32_001, message: 'Session not found' } }

/**
 * Serves revision 2026-07-28, and 2025-11-25 with its predecessors, from one definition. The older ones are
 * answered in JSON too: as a stream, status 200 would be on its way before a tool meets a challenge.
 *
 * An ordinary call of one of our tools runs on a pooled server. Everything else takes the SDK's own way, on a
 * server made for it.
 */
export function createProtocol(
  definition: McpServerDefinition,
  log: FastifyBaseLogger,
  extension?: Extension,
): Protocol {
  const build = () => {
    const server = buildServer(definition, log, {
      ...extension?.options,
      ...(extension === undefined ? {} : { capabilities: extension.capabilities }),
    })
    extension?.extend(server, () => modern.notify)
    return server
  }
  const modern = createMcpHandler(build, {
    legacy: 'reject',
    onerror: (error) => log.debug({ err: error }, 'turned away by the MCP SDK'),
  })
  const pools = {
    modern: createServerPool(
      () => buildServer(definition, log, { supportedProtocolVersions: [REVISION] }),
      'modern',
    ),
    legacy: createServerPool(() => buildServer(definition, log), 'legacy'),
  }
  const pooled = toolsWithoutHeaders(definition, log)
  const sessions = extension === undefined ? undefined : createSessions(build)

  return {
    async answer({ url, headers, body, owner, signal, call }) {
      const ordinary =
        call !== undefined && pooled.has(call.name) ? ordinaryCall({ headers, body }) : undefined
      if (call !== undefined && ordinary !== undefined) {
        const answer = await pools[ordinary.era].serve(ordinary.message, carry(call), signal)
        if (signal.aborted) return GONE
        if (answer !== undefined) return json(answer)
      }

      const request = new Request(url, { method: 'POST', headers: { ...headers }, signal })
      const options = { parsedBody: body, ...(call === undefined ? {} : { authInfo: carry(call) }) }
      if (!(await isLegacyRequest(request, body))) return whole(await modern.fetch(request, options))

      const id = headers['mcp-session-id']
      const session = await sessions?.find(id, owner, body)
      if (session !== undefined) return whole(await session.handleRequest(request, options))
      if (sessions !== undefined && id !== undefined) return json(NO_SESSION, 404)
      const server = build()
      const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true })
      await server.connect(transport)
      try {
        return await whole(await transport.handleRequest(request, options))
      } finally {
        await server.close()
      }
    },
    async close() {
      await Promise.all([modern.close(), pools.modern.close(), pools.legacy.close(), sessions?.close()])
    },
  }
}

/** Arguments that a client must repeat as headers (`x-mcp-header`) are compared by the SDK's own entry only. */
function toolsWithoutHeaders(definition: McpServerDefinition, log: FastifyBaseLogger): ReadonlySet<string> {
  const server = buildServer(definition, log)
  const names = Object.keys(definition.tools)
  return new Set(
    names.filter((name) => !JSON.stringify(server.toolInputSchemaJson(name)).includes('x-mcp-header')),
  )
}

function json(message: object, status = 200): ProtocolAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(message) }
}

async function whole(response: Response): Promise<ProtocolAnswer> {
  const { status, body } = response
  const headers = Object.fromEntries(response.headers)
  const streams = headers['content-type']?.startsWith('text/event-stream') === true
  return { status, headers, body: streams && body !== null ? body : await response.text() }
}
