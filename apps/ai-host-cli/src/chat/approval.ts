import { printableLine } from '../printable.ts'
import { nameOfTool } from './answer-printer.ts'
import type { ToolPart } from './conversation.ts'
import type { Lines } from './lines.ts'

/** A call that waits for the person's word. */
export type AskedCall = ToolPart & { state: 'approval-requested' }

export function isAsked(part: ToolPart): part is AskedCall {
  return part.state === 'approval-requested' && part.approval.isAutomatic !== true
}

/**
 * Puts one call before the person, with every argument whole: what is not shown cannot be approved. Only a typed `y` or
 * `yes` approves; an empty line asks again, and the end of the input declines.
 */
export async function askApproval(
  call: AskedCall,
  lines: Lines,
  say: (line: string) => void,
): Promise<boolean> {
  const { requestReason } = call.approval
  say('')
  say(`Do you approve this? It is done as you, once: ${nameOfTool(call)}`)
  if (requestReason !== undefined) say(`  ${printableLine(requestReason)}`)
  for (const [name, value] of Object.entries(isRecord(call.input) ? call.input : { input: call.input })) {
    say(`    ${printableLine(name)}: ${printableLine(JSON.stringify(value))}`)
  }
  return confirm('Type y to approve, n to decline: ', lines)
}

/** @returns false for a typed `n` or `no`, and at the end of the input */
export async function confirm(question: string, lines: Lines): Promise<boolean> {
  for (;;) {
    const answer = (await lines.answer(question))?.trim().toLowerCase()
    if (answer === 'y' || answer === 'yes') return true
    if (answer === undefined || answer === 'n' || answer === 'no') return false
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
