import { FAILURES, type FailureKind } from '@chain-of-trust/auth-core/failure'
import type { Action, Failure } from './failure.ts'
import { nameOfActor } from './name-of-actor.ts'

/**
 * What the authorization server refused, in the words of the one table. What cannot be lifted by the person
 * offers no sign-in: it would only end at the same refusal.
 */
export function failureOfKind(kind: FailureKind, correlationId?: string): Failure {
  const { sentence, how, actor, remedy } = FAILURES[kind]
  const blocked = isBlocked(kind)
  return {
    title: sentence.replace(/\.$/, ''),
    what: '',
    who: nameOfActor(actor),
    how,
    action: blocked ? 'none' : ACTIONS[remedy],
    ...(blocked ? { blocked } : {}),
    ...(correlationId === undefined || correlationId === '' ? {} : { correlationId }),
  }
}

/** Somebody else has to act, or it has to be done on another device. */
export function isBlocked(kind: FailureKind): boolean {
  const { actor, remedy } = FAILURES[kind]
  return actor === 'administrator' || actor === 'operator' || remedy === 'use_compliant_device'
}

const ACTIONS: Record<(typeof FAILURES)[FailureKind]['remedy'], Action> = {
  step_up: 'step_up',
  sign_in_again: 'sign_in',
  ask_consent: 'sign_in',
  use_compliant_device: 'none',
  contact_administrator: 'none',
  retry_later: 'retry',
  fix_configuration: 'none',
}
