import { OrchestratorRefusal } from '../auth/orchestrator-refusal.ts'
import { failureOf } from '../failure/failure-of.ts'
import type { Failure } from '../failure/failure.ts'

/** Why the accounts could not be shown or changed. */
export function failureOfAccount(error: unknown): Failure {
  const failure = failureOf(error)
  const away = error instanceof OrchestratorRefusal && error.status === 503 && !failure.blocked
  return away ? { ...failure, ...unavailable } : failure
}

const unavailable: Pick<Failure, 'title' | 'what' | 'who' | 'how'> = {
  title: 'Your accounts cannot be reached now',
  what: 'The token vault, or what it depends on, does not answer.',
  who: 'Nobody needs to act: this is usually temporary',
  how: 'Wait a moment, then load again. Nothing is lost.',
}
