import type { Operations } from '../operations/use-operations.ts'
import { actionsAt, WaitingCard } from '../operations/waiting-card.tsx'
import { parkedOperation } from './parked-operation.ts'
import type { ToolStep } from './tool-step.ts'

export interface CallOperations extends Operations {
  /** Of whoever has to confirm. */
  username: string
}

interface WaitingCallProps {
  step: ToolStep
  operations: CallOperations
}

/** A tool call that waits for the person, in its place in the conversation. */
export function WaitingCall({
  step,
  operations: { operations, attempts, opened, desk, username },
}: WaitingCallProps) {
  const operation = parkedOperation(step, operations)
  if (operation === undefined) return null
  return (
    <WaitingCard
      operation={operation}
      attempt={attempts[operation.id]}
      opened={opened.has(operation.id)}
      askedBy={step.refusedBy ?? step.server}
      username={username}
      account={step.account}
      actions={actionsAt(desk)}
    />
  )
}

/** It waited, and was confirmed: here, or in another tab. */
export function goesOn({ refusal }: ToolStep, { operations, attempts }: CallOperations): boolean {
  const id = refusal?.operation?.id
  if (id === undefined) return false
  return attempts[id]?.phase === 'resuming' || operations.some((it) => it.id === id && it.state === 'running')
}
