import type { AccessToken, AuditEntry, AuditLog, Exchange, Secret } from '@chain-of-trust/auth-core'
import { exchangeForTokenB, withTokenB, type Sender } from '@chain-of-trust/token-flow'
import type { CallToolResult, Tool } from '@modelcontextprotocol/client'
import { callTool, listTools } from './mcp/mcp-client.ts'
import { fullScopes, type McpServer, type PolicyTool } from './mcp-servers.ts'

/** The person for whom a request is made, with the token that says so. */
export interface Caller {
  token: AccessToken
  credential: Secret
  where: Pick<AuditEntry, 'ip' | 'user_agent'>
  /** Ends when nobody waits for the answer any more. */
  signal: AbortSignal
}

export interface ToolAnswer {
  result: CallToolResult
  scopes: { requested: string[]; granted: string[] }
}

/** The chain from here: what stands between the agent and the MCP servers. */
export interface ToolCalls {
  /** @throws Refusal, ProtocolError, UnusableAnswer */
  call(
    caller: Caller,
    server: McpServer,
    tool: PolicyTool,
    input: Record<string, unknown>,
  ): Promise<ToolAnswer>
  /** The server's own list, asked for with `scope`. @throws the same */
  list(caller: Caller, server: McpServer, scope: string): Promise<Tool[]>
}

export interface ToolCallOptions {
  exchange: Exchange
  sender: Sender
  audit: AuditLog
}

/** Steps 4 and 5 of the walk-through, once per tool call: exchange A for B, call with B. */
export function createToolCalls({ exchange, sender, audit }: ToolCallOptions): ToolCalls {
  const exchangeFor = (caller: Caller, server: McpServer, scopes: readonly string[], tool?: string) =>
    exchangeForTokenB(exchange, audit, {
      held: caller,
      scopes: fullScopes(server, scopes),
      where: caller.where,
      ...(tool === undefined ? {} : { tool }),
    })

  return {
    async call(caller, server, tool, input) {
      const tokenB = await exchangeFor(caller, server, tool.scopes, `${server.name}/${tool.name}`)
      const fetch = withTokenB(sender, tokenB)
      const request = { url: server.resource, fetch, signal: caller.signal }
      const result = await callTool(request, tool.name, input)
      return { result, scopes: { requested: [...tool.scopes], granted: [...tokenB.scopes] } }
    },

    async list(caller, server, scope) {
      const tokenB = await exchangeFor(caller, server, [scope])
      const fetch = withTokenB(sender, tokenB)
      return listTools({ url: server.resource, fetch, signal: caller.signal })
    },
  }
}
