import { durationSince, Refusal, type AuditLog } from '@chain-of-trust/auth-core'
import { BrokenOff, TooLate } from '../mcp/broken-off.ts'
import type { Principal } from './tool-call.ts'

/** Which call it is, and whether the policy lets it be made twice. */
export interface BreakableCall {
  caller: Principal
  /** `server/tool`. */
  tool: string
  repeatable: boolean
}

interface BegunCall extends BreakableCall {
  /** A reading of `performance.now()`. */
  begun: number
}

/**
 * A call whose connection broke off may have happened. One that only reads is made once more, with a fresh proof and
 * the same idempotency key; any other is not, and the person is told that it may have happened (RFC 9110 §9.2.2).
 * @param attempt one request; it must make a proof of its own each time
 * @throws Refusal `outcome_unknown`, or `resource_unavailable` where nothing was lost; what `attempt` throws else
 */
export async function repeatedIfSafe<Answer>(
  attempt: () => Promise<Answer>,
  call: BreakableCall,
  audit: AuditLog,
): Promise<Answer> {
  const begun = { ...call, begun: performance.now() }
  try {
    return await attempt()
  } catch (broken) {
    if (!(broken instanceof BrokenOff)) throw broken
    if (!call.repeatable) throw outcomeUnknown(broken, begun, audit)
    if (broken instanceof TooLate || call.caller.signal.aborted) throw unavailable(broken)
    record(begun, 'success', 'call_repeated', audit)
    return attempt().catch((again: unknown) => {
      throw again instanceof BrokenOff ? unavailable(again) : again
    })
  }
}

function unavailable(broken: BrokenOff): Refusal {
  return new Refusal('resource_unavailable', { detail: `MCP server: ${broken.message}`, cause: broken })
}

function outcomeUnknown(broken: BrokenOff, call: BegunCall, audit: AuditLog): Refusal {
  record(call, 'failure', 'outcome_unknown', audit)
  const refusal = new Refusal('outcome_unknown', { detail: `MCP server: ${broken.message}`, cause: broken })
  refusal.recorded = true
  return refusal
}

function record(
  { caller, tool, begun }: BegunCall,
  outcome: 'success' | 'failure',
  reason: 'call_repeated' | 'outcome_unknown',
  audit: AuditLog,
): void {
  const { tid, oid } = caller.token
  const subject = { tid, oid }
  const duration_ms = durationSince(begun)
  audit.write({ event: 'tool_call', outcome, reason, subject, tool, duration_ms, ...caller.where })
}
