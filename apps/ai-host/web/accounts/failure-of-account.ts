import { OrchestratorRefusal } from '../auth/orchestrator-refusal.ts'
import { failureOf } from '../failure/failure-of.ts'
import type { Failure } from '../failure/failure.ts'

/** Why the accounts could not be shown or changed. */
export function failureOfAccount(error: unknown): Failure {
  const failure = failureOf(error)
  if (!(error instanceof OrchestratorRefusal) || failure.blocked) return failure
  if (error.error === 'operation_not_waiting') return { ...failure, ...goneOn }
  return error.status === 503 ? { ...failure, ...unavailable } : failure
}

const unavailable: Pick<Failure, 'title' | 'what' | 'who' | 'how'> = {
  title: 'Your accounts cannot be reached now',
  what: 'The token vault, or what it depends on, does not answer.',
  who: 'Nobody needs to act: this is usually temporary',
  how: 'Wait a moment, then try again. Nothing is lost.',
}

const goneOn: Pick<Failure, 'title' | 'what' | 'who' | 'how'> = {
  title: 'It does not wait any more',
  what: 'It has gone on, or ended, elsewhere.',
  who: 'Nobody needs to act',
  how: 'Its result comes by itself.',
}
