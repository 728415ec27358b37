import type { McpServer, PolicyTool } from '../mcp-servers.ts'
import type { Principal, ToolCalls } from './tool-call.ts'
import type { ToolOutput } from './tool-output.ts'
import { refusalOutputOf } from './tool-refusal.ts'
import { textOf } from './tool-result.ts'

const LONGEST_REASON = 500

export interface OneCall {
  caller: Principal
  server: McpServer
  tool: PolicyTool
  input: Record<string, unknown>
  idempotencyKey: string
}

/**
 * One tool call, whose failure is an output as well: the person sees why.
 * @throws what the abort threw, when nobody waits any more
 */
export async function callForOutput(
  calls: ToolCalls,
  { caller, server, tool, input, idempotencyKey }: OneCall,
): Promise<ToolOutput> {
  const called = { server: server.name, tool: tool.name }
  const refused = { ok: false as const, ...called, scopes: { requested: [...tool.scopes] } }
  try {
    const { result, scopes } = await calls.call(caller, server, tool, input, idempotencyKey)
    const content = textOf(result)
    if (result.isError === true) {
      return { ...refused, refusal: { by: server.name, reason: content.slice(0, LONGEST_REASON) } }
    }
    const structured = result.structuredContent
    return { ok: true, ...called, scopes, content, ...(structured === undefined ? {} : { structured }) }
  } catch (failure) {
    if (caller.signal.aborted) throw failure
    return { ...refused, refusal: refusalOutputOf(failure, server.name) }
  }
}
