import { currentTrace } from '@chain-of-trust/auth-core'
import {
  McpServer,
  type AuthInfo,
  type CallToolResult,
  type ServerOptions,
} from '@modelcontextprotocol/server'
import type { FastifyBaseLogger } from 'fastify'
import { linkAnswer } from './linked/link-answer.ts'
import type { McpServerDefinition } from './server-definition.ts'
import { ToolCall } from './tool-call.ts'
import { ToolError, type Tool } from './tool.ts'

/** One server object of the SDK, with the definition's tools. It knows no user: the call brings its own. */
export function buildServer(
  { name, title, version, instructions, tools }: McpServerDefinition,
  log: FastifyBaseLogger,
  { capabilities, ...options }: ServerOptions = {},
): McpServer {
  const server = new McpServer(
    { name, title, version },
    {
      ...options,
      capabilities: { tools: { listChanged: false }, ...capabilities },
      ...(instructions === undefined ? {} : { instructions }),
    },
  )
  for (const [toolName, tool] of Object.entries(tools)) {
    const { title, description, input, output, annotations } = tool
    server.registerTool(
      toolName,
      { title, description, inputSchema: input, outputSchema: output, annotations },
      async (args, { http, mcpReq }) => {
        const call = admitted(toolName, http?.authInfo)
        if (call.missingLink !== undefined) return linkAnswer(name, call.missingLink, mcpReq)
        const result = await runTool(tool, args, call, log)
        // Met by the tool meanwhile: in the place of whatever it has made of that.
        return call.missingLink === undefined ? result : linkAnswer(name, call.missingLink, mcpReq)
      },
    )
  }
  return server
}

/** The SDK hands `authInfo` to the tool of this request and to no other. It carries the call, not a token. */
export function carry(call: ToolCall): AuthInfo {
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
    // The gate answers a late refusal, the person a missing link; a caller who has gone needs no answer.
    const answered = call.lateRefusal !== undefined || call.missingLink !== undefined
    if (!answered && !call.context.signal.aborted) {
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
