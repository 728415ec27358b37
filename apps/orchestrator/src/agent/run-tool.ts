import { APPROVAL_REFUSED } from '../approval/approvals.ts'
import { withheld } from '../delegation.ts'
import type { McpServer, PolicyTool } from '../mcp-servers.ts'
import type { ToolCalls } from '../tool-call.ts'
import type { ToolOutput } from '../tool-output.ts'
import { refusalOutputOf } from '../tool-refusal.ts'
import { textOf } from '../tool-result.ts'
import type { Turn } from './turn.ts'

const LONGEST_REASON = 500

/**
 * Runs one tool call of the agent. Whatever goes wrong is an output, so that the person sees why and the
 * stream goes on. The order is the guard: delegation, then approval, and only then a token.
 */
export async function runTool(
  turn: Turn,
  { server, tool, calls }: { server: McpServer; tool: PolicyTool; calls: ToolCalls },
  input: Record<string, unknown>,
  toolCallId: string,
): Promise<ToolOutput> {
  const called = { server: server.name, tool: tool.name }
  const refused = { ok: false as const, ...called, scopes: { requested: [...tool.scopes] } }

  const missing = withheld(turn.delegation, server, tool.scopes)
  if (missing.length > 0) return { ...refused, refusal: notDelegated(server, missing) }

  const answer = turn.answers.get(toolCallId)
  // An answer to a call that needs none was made up: it is held to the ledger like any other.
  if (tool.approval || answer !== undefined) {
    const asked = { toolCallId, tool: `${server.name}/${tool.name}`, input }
    const settlement = await turn.approvals.redeem(answer, asked)
    if (settlement !== 'settled') {
      return {
        ...refused,
        refusal: { by: 'orchestrator', reason: APPROVAL_REFUSED[settlement], error: settlement },
      }
    }
  }

  try {
    const { result, scopes } = await calls.call(turn.caller, server, tool, input)
    const content = textOf(result)
    if (result.isError === true) {
      return { ...refused, refusal: { by: server.name, reason: content.slice(0, LONGEST_REASON) } }
    }
    const structured = result.structuredContent
    return { ok: true, ...called, scopes, content, ...(structured === undefined ? {} : { structured }) }
  } catch (failure) {
    if (turn.caller.signal.aborted) throw failure
    return { ...refused, refusal: refusalOutputOf(failure, server.name) }
  }
}

function notDelegated(server: McpServer, missing: string[]) {
  const descriptions = server.scopes.filter(({ value }) => missing.includes(value))
  const what = descriptions.map(({ value, description }) => `“${description}” (${value})`).join(', ')
  return {
    by: 'orchestrator',
    reason: `You have not delegated the permission ${what} in this conversation.`,
    error: 'not_delegated',
    remedy: 'widen_delegation',
    actor: 'user',
    scopes: missing,
  }
}
