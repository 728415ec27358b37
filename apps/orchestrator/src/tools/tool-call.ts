import type { AccessToken, AuditEntry, AuditLog, ExchangedToken, Secret } from '@chain-of-trust/auth-core'
import { registration } from '@chain-of-trust/service-kit'
import { withTokenB, type Sender } from '@chain-of-trust/token-flow'
import { isInputRequiredResult, type CallToolResult, type Tool } from '@modelcontextprotocol/client'
import type { Delegation } from '../delegation.ts'
import type { TokenFetch } from '../mcp/guarded-fetch.ts'
import { linkAsked } from '../mcp/link-elicitation.ts'
import { callTool, listTools } from '../mcp/mcp-client.ts'
import { UnusableAnswer } from '../mcp/unusable-answer.ts'
import { fullScopes, type McpServer, type PolicyTool } from '../mcp-servers.ts'
import { repeatedIfSafe } from './broken-call.ts'

/** Milliseconds. Every server is asked before the agent begins: one that hangs must not hold up the others. */
const LIST_TIMEOUT = 3000

/** In whose name a call is made. They need not be there: a background job has their word, not their token. */
export interface Principal {
  token: Pick<AccessToken, 'tid' | 'oid'>
  /** For the record: from where, and for which parked operation. */
  where: Pick<AuditEntry, 'ip' | 'user_agent' | 'operation_id'>
  /** Ends when nobody waits for the answer any more. */
  signal: AbortSignal
  /**
   * Step 4 of the walk-through: Token B for one MCP server, recorded.
   * @param scopes full names
   * @throws Refusal
   */
  tokenB(scopes: readonly string[], tool?: string): Promise<ExchangedToken>
}

/** The person who is there, with the token that says so. */
export interface Caller extends Principal {
  token: AccessToken
  credential: Secret
  /** The ceiling that they gave with the conversation. */
  delegation?: Delegation | undefined
}

export interface ToolAnswer {
  result: CallToolResult
  scopes: { requested: string[]; granted: string[] }
}

/** The chain from here: what stands between the agent and the MCP servers. */
export interface ToolCalls {
  /**
   * @param idempotencyKey the same for every attempt at this one call
   * @throws Refusal, ProtocolError, UnusableAnswer; LinkRequired when the person has to connect an account first
   */
  call(
    caller: Principal,
    server: McpServer,
    tool: PolicyTool,
    input: Record<string, unknown>,
    idempotencyKey: string,
  ): Promise<ToolAnswer>
  /** The server's own list, asked for with `scope`. @throws the same */
  list(caller: Principal, server: McpServer, scope: string): Promise<Tool[]>
}

export interface ToolCallsOptions {
  sender: Sender
  audit: AuditLog
  /** Canonical URL of the token vault, the only place that a server may send a person to. */
  vault: string
}

/** Steps 4 and 5 of the walk-through, once per tool call: come by Token B, call with it. */
export function createToolCalls({ sender, audit, vault }: ToolCallsOptions): ToolCalls {
  return {
    async call(caller, server, tool, input, idempotencyKey) {
      const tokenB = await caller.tokenB(fullScopes(server, tool.scopes), `${server.name}/${tool.name}`)
      const fetch = withKey(withTokenB(sender, tokenB), idempotencyKey)
      const request = { url: server.resource, fetch, signal: caller.signal }
      const result = await repeatedIfSafe(
        () => callTool(request, tool.name, input),
        { caller, tool: `${server.name}/${tool.name}`, repeatable: tool.repeatable },
        audit,
      )
      if (isInputRequiredResult(result)) {
        try {
          throw linkAsked(result, server.account, vault)
        } catch (asked) {
          if (asked instanceof UnusableAnswer) refusedElicitation(caller, server, tool)
          throw asked
        }
      }
      return { result, scopes: { requested: [...tool.scopes], granted: [...tokenB.scopes] } }
    },

    async list(caller, server, scope) {
      const tokenB = await caller.tokenB(fullScopes(server, [scope]))
      const fetch = withTokenB(sender, tokenB)
      const request = { url: server.resource, fetch, signal: caller.signal, timeout: LIST_TIMEOUT }
      return repeatedIfSafe(() => listTools(request), { caller, tool: server.name, repeatable: true }, audit)
    },
  }

  /** A server that would send a person somewhere else is not a fault to be forgotten. */
  function refusedElicitation(
    { token: { tid, oid }, where }: Principal,
    server: McpServer,
    tool: PolicyTool,
  ) {
    audit.write({
      event: 'account_link',
      outcome: 'failure',
      reason: 'elicitation_refused',
      subject: { tid, oid },
      client: { app_id: registration(server.name).appId },
      tool: `${server.name}/${tool.name}`,
      ...where,
    })
  }
}

/**
 * Names the attempt (draft-ietf-httpapi-idempotency-key-header): a call that was interrupted is made again with
 * the same key, and whoever acted on the first can tell.
 */
function withKey(fetch: TokenFetch, key: string): TokenFetch {
  return (input, init) => {
    const headers = new Headers(init?.headers)
    headers.set('idempotency-key', key)
    return fetch(input, { ...init, headers })
  }
}
