import { currentTrace } from '@chain-of-trust/auth-core'
import {
  createMcpHandler,
  isLegacyRequest,
  McpServer,
  WebStandardStreamableHTTPServerTransport,
  type AuthInfo,
  type CallToolResult,
} from '@modelcontextprotocol/server'
import type { FastifyBaseLogger } from 'fastify'
import type { McpServerDefinition } from './server-definition.ts'
import { ToolCall } from './tool-call.ts'
import { ToolError, type Tool } from './tool.ts'

export interface ProtocolRequest {
  /** Canonical URL. */
  url: string
  /** Those of MCP only: a credential never gets past the gate. */
  headers: Headers
  /** The body that the gate has read: there is no second parser to disagree with it. */
  body: unknown
  signal: AbortSignal
  call: ToolCall | undefined
}

/**
 * The MCP SDK behind the gate. This interface is the seam: how the servers behind it are made (one per
 * request now) is nobody else's business.
 */
export interface Protocol {
  answer(request: ProtocolRequest): Promise<Response>
  close(): Promise<void>
}

/**
 * Serves revision 2026-07-28, and 2025-11-25 with its predecessors, from one definition. The older ones are
 * answered in JSON too: as a stream, status 200 would be on its way before a tool meets a challenge.
 */
export function createProtocol(definition: McpServerDefinition, log: FastifyBaseLogger): Protocol {
  const build = () => buildServer(definition, log)
  const modern = createMcpHandler(build, {
    legacy: 'reject',
    onerror: (error) => log.debug({ err: error }, 'turned away by the MCP SDK'),
  })

  return {
    async answer({ url, headers, body, signal, call }) {
      const request = new Request(url, { method: 'POST', headers, signal })
      const options = { parsedBody: body, ...(call === undefined ? {} : { authInfo: carry(call) }) }
      if (!(await isLegacyRequest(request, body))) return modern.fetch(request, options)

      const server = build()
      const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true })
      await server.connect(transport)
      try {
        return await transport.handleRequest(request, options)
      } finally {
        await server.close()
      }
    },
    close: () => modern.close(),
  }
}

function buildServer(definition: McpServerDefinition, log: FastifyBaseLogger): McpServer {
  const { name, title, version, instructions, tools } = definition
  const server = new McpServer(
    { name, title, version },
    {
      capabilities: { tools: { listChanged: false } },
      ...(instructions === undefined ? {} : { instructions }),
    },
  )
  for (const [name, tool] of Object.entries(tools)) {
    const { title, description, input, output, annotations } = tool
    server.registerTool(
      name,
      { title, description, inputSchema: input, outputSchema: output, annotations },
      (args, { http }) => runTool(tool, args, admitted(name, http?.authInfo), log),
    )
  }
  return server
}

/** The SDK hands `authInfo` to the tool of this request and to no other. It carries the call, not a token. */
function carry(call: ToolCall): AuthInfo {
  return { token: '', clientId: '', scopes: [], extra: { call } }
}

/** Fails closed: without the gate's admission for just this tool, nothing runs. */
function admitted(name: string, authInfo: AuthInfo | undefined): ToolCall {
  const call = authInfo?.extra?.['call']
  if (!(call instanceof ToolCall) || call.name !== name) throw new Error('not admitted by the gate')
  return call
}

async function runTool(
  tool: Tool,
  args: Record<string, unknown>,
  call: ToolCall,
  log: FastifyBaseLogger,
): Promise<CallToolResult> {
  try {
    const { text, structured } = await tool.run(args, call.context)
    return { content: [{ type: 'text', text }], structuredContent: tool.output.parse(structured) }
  } catch (error) {
    if (error instanceof ToolError) return failure(error.message)
    // The gate answers a late refusal; a caller who has gone needs no answer.
    if (call.lateRefusal === undefined && !call.context.signal.aborted) {
      log.error({ err: error, tool: call.name }, 'tool failed')
    }
    return failure(
      `The tool failed by a fault of this server. Its operator finds the cause under trace ${currentTrace()?.traceId}.`,
    )
  }
}

function failure(text: string): CallToolResult {
  return { content: [{ type: 'text', text }], isError: true }
}
