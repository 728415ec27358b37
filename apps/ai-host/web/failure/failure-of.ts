import { InteractionRequiredAuthError, AuthError } from '@azure/msal-browser'
import { OtherAccount, SignInRequired } from '../auth/access-token.ts'
import { OrchestratorRefusal } from '../auth/orchestrator-refusal.ts'
import type { Failure } from './failure.ts'
import { failureOfRefusal } from './failure-of-refusal.ts'
import { failureOfKind } from './failure-of-kind.ts'
import { failureOfSignIn } from './failure-of-sign-in.ts'
import { kindOfSignIn } from './kind-of-sign-in.ts'

/**
 * Whatever was thrown, as a failure that a person can act on.
 * @param reading who was only read from, where it was not the orchestrator: nothing there may have begun
 */
export function failureOf(error: unknown, reading?: string): Failure {
  if (error instanceof OrchestratorRefusal) return failureOfRefusal(error)
  if (error instanceof SignInRequired) return signInAgain
  if (error instanceof OtherAccount) return otherAccount
  const kind = error instanceof AuthError ? kindOfSignIn(error) : undefined
  if (kind !== undefined) return failureOfKind(kind, (error as AuthError).correlationId)
  if (error instanceof InteractionRequiredAuthError) return interactionRequired(error)
  if (error instanceof AuthError) return failureOfSignIn(error)
  // What fetch throws when no answer came; the text differs from browser to browser.
  if (error instanceof TypeError) {
    if (reading === undefined) return unreachable
    return { ...unreachable, what: `${reading} could not be reached, or the connection broke.` }
  }
  return interrupted
}

/** What ended an answer. An error part of its stream is a sentence that the orchestrator wrote for the person. */
export function failureOfAnswer(error: Error): Failure {
  return error.name === 'Error' ? { ...interrupted, what: error.message } : failureOf(error)
}

const signInAgain: Failure = {
  title: 'You are signed out',
  what: 'Nobody is signed in to this page any more.',
  who: 'You',
  how: 'Sign in again. Your conversation is still here.',
  action: 'sign_in',
}

function interactionRequired({ claims }: InteractionRequiredAuthError): Failure {
  return {
    title: 'Your identity provider needs you',
    what: 'Your session could not be renewed in the background: the identity provider wants to see you.',
    who: 'You',
    how: 'Continue in the sign-in window. Your conversation goes on where it stopped.',
    action: 'step_up',
    challenge: claims === '' ? {} : { claims },
  }
}

const otherAccount: Failure = {
  title: 'Another account was chosen',
  what: 'Somebody else signed in in that window. Their sign-in was not used, and nothing was done.',
  who: 'You',
  how: 'Try again, with the account that you are signed in with here.',
  action: 'step_up',
}

const unreachable: Failure = {
  title: 'No connection',
  what: 'The orchestrator could not be reached, or the connection broke. A step that had begun may have finished.',
  who: 'Whoever runs this system, unless it is your own network',
  how: 'Check your network, then try again.',
  action: 'retry',
}

const interrupted: Failure = {
  title: 'The answer was interrupted',
  what: 'The stream ended before the answer was complete. A tool that had started may have finished.',
  who: 'Nobody in particular: this is usually temporary',
  how: 'Try again. If it happens each time, tell whoever runs this system.',
  action: 'retry',
}
