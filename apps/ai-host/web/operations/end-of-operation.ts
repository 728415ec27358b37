import type { Operation } from '../wire/operation.ts'
import type { ToolOutput, ToolRefusal } from '../wire/tool-output.ts'

/**
 * What takes the place of the card once an operation has ended: its result, or why there is none. An end
 * without an output of its own is put into words here.
 * @returns undefined while it waits or runs
 */
export function endOfOperation(operation: Operation): ToolOutput | undefined {
  const { id, state, output, error } = operation
  switch (state) {
    case 'needs_user':
    case 'running':
    case 'interrupted':
      return undefined
    case 'done':
      return output === undefined ? refused(operation, LOST) : { ...output, operation: { id } }
    case 'failed':
      if (output !== undefined) return { ...output, operation: { id } }
      return refused(operation, error === undefined ? FAILED : { ...FAILED, error })
    case 'cancelled':
      return refused(operation, CANCELLED)
    case 'expired':
      return refused(operation, EXPIRED)
  }
}

function refused({ id, server = '', tool = '' }: Operation, refusal: ToolRefusal): ToolOutput {
  return { ok: false, server, tool, refusal, operation: { id } }
}

const CANCELLED: ToolRefusal = {
  by: 'you',
  reason: 'You cancelled this. Nothing was done.',
  error: 'operation_cancelled',
}

const EXPIRED: ToolRefusal = {
  by: 'orchestrator',
  reason: 'It waited for you until its time was up. Nothing was done.',
  error: 'operation_expired',
}

const FAILED: ToolRefusal = { by: 'orchestrator', reason: 'It could not be finished.', actor: 'operator' }

const LOST: ToolRefusal = {
  by: 'orchestrator',
  reason: 'It was done, but its result could not be read.',
  actor: 'operator',
}
