import type { FindEnded } from '../agent/history.ts'
import type { Asking, Operations } from './operations.ts'

/** Finds what came of the caller's own parked calls, for the one conversation and tool call that each belongs to. */
export function endedCallsOf(operations: Operations, caller: Asking, conversation: string): FindEnded {
  return async (operationId, toolCallId) => {
    const found = await operations.find(caller, operationId)
    if (found?.call === undefined || found.output === undefined) return undefined
    const { call, output } = found
    if (call.conversation !== conversation || call.toolCallId !== toolCallId) return undefined
    return { toolName: `${call.server}__${call.tool}`, input: call.arguments, output }
  }
}
