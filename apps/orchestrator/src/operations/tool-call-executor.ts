import { callForOutput } from '../tools/call-for-output.ts'
import { notDelegated, withheld } from '../delegation.ts'
import type { McpServer } from '../mcp-servers.ts'
import type { ToolCalls } from '../tools/tool-call.ts'
import type { RefusalOutput, ToolOutput } from '../tools/tool-output.ts'
import type { Executor } from './operations.ts'

/**
 * Makes a parked tool call with the token of whoever resumes it. The policy is read again: a tool that was
 * withdrawn while the call waited does not run, and one that needs more than the person delegated then, or an
 * approval that was not given then, does not either.
 */
export function toolCallExecutor(servers: ReadonlyMap<string, McpServer>, calls: ToolCalls): Executor {
  return async ({ call, idempotencyKey }, caller) => {
    if (call === undefined) throw new Error('a tool call without a call')
    const refused = (refusal: RefusalOutput): ToolOutput => {
      return { ok: false, server: call.server, tool: call.tool, refusal }
    }
    const server = servers.get(call.server)
    const tool = server?.tools.get(call.tool)
    if (server === undefined || tool === undefined) return refused(WITHDRAWN)

    const ceiling = call.delegated === undefined ? undefined : { [server.name]: call.delegated }
    const missing = withheld(ceiling, server, tool.scopes)
    if (missing.length > 0) return refused(notDelegated(server, missing))
    if (tool.approval && !call.approved) return refused(NOT_APPROVED)

    return callForOutput(calls, { caller, server, tool, input: call.arguments, idempotencyKey })
  }
}

const WITHDRAWN = {
  by: 'orchestrator',
  reason: 'This tool was withdrawn while the call waited.',
  error: 'operation_not_permitted',
  actor: 'administrator',
}

const NOT_APPROVED = {
  by: 'orchestrator',
  reason: 'This tool needs your approval by now, and the call was parked without one. Ask for it again.',
  error: 'approval_unknown',
  actor: 'user',
}
