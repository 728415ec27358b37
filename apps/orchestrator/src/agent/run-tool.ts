import { randomUUID } from 'node:crypto'
import { APPROVAL_REFUSED } from '../approval/approvals.ts'
import { callForOutput } from '../tools/call-for-output.ts'
import { notDelegated, withheld } from '../delegation.ts'
import type { McpServer, PolicyTool } from '../mcp-servers.ts'
import type { ToolCalls } from '../tools/tool-call.ts'
import type { ToolOutput } from '../tools/tool-output.ts'
import { outageOf } from '../outage.ts'
import { refusalOutputOf } from '../tools/tool-refusal.ts'
import type { Turn } from './turn.ts'

/** What the model asks for. */
export interface AskedCall {
  input: Record<string, unknown>
  toolCallId: string
  /** What would happen, in our words. */
  title: string
}

/**
 * Runs one tool call of the agent. Whatever goes wrong is an output, so that the person sees why and the
 * stream goes on. The order is the guard: delegation, then approval, and only then a token.
 */
export async function runTool(turn: Turn, row: Row, asked: AskedCall): Promise<ToolOutput> {
  try {
    return await runInOrder(turn, row, asked)
  } catch (failure) {
    // Nobody can look up what the person approved, or write down that it waits: it did not happen.
    if (outageOf(failure) === undefined) throw failure
    const called = { server: row.server.name, tool: row.tool.name }
    return { ok: false, ...called, refusal: refusalOutputOf(failure, row.server.name) }
  }
}

interface Row {
  server: McpServer
  tool: PolicyTool
  calls: ToolCalls
}

async function runInOrder(
  turn: Turn,
  { server, tool, calls }: Row,
  { input, toolCallId, title }: AskedCall,
): Promise<ToolOutput> {
  const called = { server: server.name, tool: tool.name }
  const refused = { ok: false as const, ...called, scopes: { requested: [...tool.scopes] } }

  const asked = { toolCallId, tool: `${server.name}/${tool.name}`, input }
  const missing = withheld(turn.delegation, server, tool.scopes)
  if (missing.length > 0) {
    turn.approvals.notDelegated(asked)
    return { ...refused, refusal: notDelegated(server, missing) }
  }

  const answer = turn.answers.get(toolCallId)
  // An answer to a call that needs none was made up: it is held to the ledger like any other.
  if (tool.approval || answer !== undefined) {
    const settlement = await turn.approvals.redeem(answer, asked)
    if (settlement !== 'settled') {
      return {
        ...refused,
        refusal: { by: 'orchestrator', reason: APPROVAL_REFUSED[settlement], error: settlement },
      }
    }
  }

  const idempotencyKey = randomUUID()
  const output = await callForOutput(calls, { caller: turn.caller, server, tool, input, idempotencyKey })
  if (output.ok || turn.park === undefined) return output
  const refusal = await turn.park(output.refusal, { server, tool, input, title, toolCallId, idempotencyKey })
  if (refusal.operation !== undefined) turn.waits = true
  return { ...output, refusal }
}
