import { failureOfAccount } from '../accounts/failure-of-account.ts'
import { OrchestratorRefusal } from '../auth/orchestrator-refusal.ts'
import type { Failure } from '../failure/failure.ts'
import { failureOf } from '../failure/failure-of.ts'
import type { Operation } from '../wire/operation.ts'
import { UnreadableChallenge } from './meet-challenge.ts'
import { waitsForLink } from './waiting.ts'

/** Why an operation did not go on. It still waits: nothing was lost by it. */
export function failureOfAttempt(error: unknown, operation: Operation): Failure {
  if (error instanceof UnreadableChallenge) return unreadable
  if (error instanceof OrchestratorRefusal && error.error === 'not_connected_yet') return notConnectedYet
  // Our own token did, and the call is back where it was, for something else.
  if (error instanceof OrchestratorRefusal && error.operation !== undefined) return askedAgain
  const failure = waitsForLink(operation) ? failureOfAccount(error) : failureOf(error)
  return error instanceof TypeError ? { ...failure, how: 'Wait a moment, then look here again.' } : failure
}

const askedAgain: Failure = {
  title: 'One more thing is asked for',
  what: 'What you confirmed was accepted. Further on, something else is needed.',
  who: 'You',
  how: 'Confirm once more. Nothing was done yet, and nothing has to be asked again.',
  action: 'step_up',
}

const notConnectedYet: Failure = {
  title: 'It is not connected yet',
  what: 'The token vault does not have the account, or not with all that this call needs.',
  who: 'You',
  how: 'Finish in the window that you opened, or open it again. Nothing was done, and nothing is lost.',
  action: 'none',
}

const unreadable: Failure = {
  title: 'What is asked for cannot be read',
  what: 'The challenge that came has no form that this page knows, so no window can answer it.',
  who: 'Whoever runs this system',
  how: 'Cancel it here, and report it.',
  action: 'none',
}
