import type { Operation } from '../wire/operation.ts'
import type { ToolStep } from './tool-step.ts'

/**
 * The operation behind a call that waits: as the orchestrator lists it, or until that has come, as far as the
 * stream has told it.
 */
export function parkedOperation(
  { id: toolCallId, title, input, refusal }: ToolStep,
  operations: readonly Operation[],
): Operation | undefined {
  const parked = refusal?.operation
  if (refusal === undefined || parked === undefined) return undefined
  const known = operations.find(({ id }) => id === parked.id)
  if (known !== undefined) return known
  const { by, reason, claims, acrValues, maxAge, remedy, link } = refusal
  return {
    ...parked,
    kind: 'tool_call',
    state: 'needs_user',
    title,
    arguments: input,
    toolCallId,
    createdAt: '',
    needs: {
      kind: needOf(remedy),
      by,
      reason,
      ...(claims === undefined ? {} : { claims }),
      ...(acrValues === undefined ? {} : { acrValues }),
      ...(maxAge === undefined ? {} : { maxAge }),
      ...link,
    },
  }
}

function needOf(remedy: string | undefined): NonNullable<Operation['needs']>['kind'] {
  if (remedy === 'ask_consent') return 'consent'
  if (remedy === 'connect_account') return 'link'
  return remedy === 'sign_in_again' ? 'sign_in' : 'step_up'
}
