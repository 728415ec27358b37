import { asksForFreshTokenOnly } from '../auth/challenge.ts'
import type { OrchestratorRefusal } from '../auth/orchestrator-refusal.ts'
import { failureOfKind, isBlocked } from './failure-of-kind.ts'
import type { Failure } from './failure.ts'

/** The orchestrator refused a request of the page. Switched on the registered code, then on the status. */
export function failureOfRefusal(refusal: OrchestratorRefusal): Failure {
  const { status, error, challenge, retryAfter, description, failure } = refusal
  if (failure !== undefined && isBlocked(failure.kind)) {
    return failureOfKind(failure.kind, failure.correlation_id)
  }
  if (challenge !== undefined) return { ...(asksForFreshTokenOnly(challenge) ? revoked : stepUp), challenge }
  if (error === 'insufficient_scope') return consent
  if (status === 401) return signIn
  if (status === 403) return forbidden
  if (error === 'outcome_unknown') return outcomeUnknown
  if (status === 503) return { ...unavailable, ...(retryAfter === undefined ? {} : { retryAfter }) }
  if (status === 429) return { ...tooMany, ...(retryAfter === undefined ? {} : { retryAfter }) }
  if (status >= 500) return fault
  return { ...badRequest, what: description === undefined ? badRequest.what : sentence(description) }
}

const stepUp: Failure = {
  title: 'Confirm that it is you',
  what: 'This needs a stronger sign-in than the one you have. Your organisation sets that rule.',
  who: 'You',
  how: 'Confirm in the sign-in window, for example with a second factor. Your request then goes on.',
  action: 'step_up',
}

const revoked: Failure = {
  title: 'Confirm that it is you',
  what: 'Your earlier sign-in was revoked, or something about your account has changed.',
  who: 'You',
  how: 'Sign in again in the window. Your request then goes on.',
  action: 'step_up',
}

const consent: Failure = {
  title: 'A permission is missing',
  what: 'Your sign-in does not carry the permission that this needs.',
  who: 'You, or an administrator of your organisation',
  how: 'Sign in again and grant the permission when you are asked.',
  action: 'sign_in',
}

const signIn: Failure = {
  title: 'Your sign-in is no longer accepted',
  what: 'The orchestrator refused your sign-in: it has expired, was revoked, or belongs to another browser.',
  who: 'You',
  how: 'Sign in again. Your conversation is still here.',
  action: 'sign_in',
}

const forbidden: Failure = {
  title: 'Not permitted',
  what: 'The orchestrator does not permit this request.',
  who: 'Whoever runs this system',
  how: 'Ask for the right to do this; trying again does not help.',
  action: 'none',
}

const unavailable: Failure = {
  title: 'Not available at the moment',
  what: 'The orchestrator cannot reach something that it needs, so it can neither check your sign-in nor act for you.',
  who: 'Nobody needs to act: this is usually temporary',
  how: 'Wait a moment. Nothing was done, and nothing is lost.',
  action: 'retry',
}

const outcomeUnknown: Failure = {
  title: 'It may have happened',
  what: 'The connection broke off before the answer came, so nobody here knows whether it was done.',
  who: 'You',
  how: 'Look whether it has happened before you ask for it again.',
  action: 'none',
}

const tooMany: Failure = {
  title: 'Too many requests',
  what: 'More was asked at once than the system allows.',
  who: 'Nobody needs to act',
  how: 'Wait a moment, then try again.',
  action: 'retry',
}

const fault: Failure = {
  title: 'The orchestrator failed',
  what: 'Something went wrong inside the orchestrator. It is not your fault.',
  who: 'Whoever runs this system',
  how: 'Try again. If it happens each time, report the time and what you asked.',
  action: 'retry',
}

const badRequest: Failure = {
  title: 'The request was not understood',
  what: 'The orchestrator did not accept the form of the request.',
  who: 'Whoever runs this system',
  how: 'Start a new conversation. If it happens again, report it: page and orchestrator may not fit together.',
  action: 'none',
}

function sentence(text: string): string {
  const trimmed = text.trim()
  return `${trimmed.charAt(0).toUpperCase()}${trimmed.slice(1)}${/[.!?]$/.test(trimmed) ? '' : '.'}`
}
