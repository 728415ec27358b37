import { AuthError, InteractionRequiredAuthError, ServerError } from '@azure/msal-browser'
import { expect, test } from 'vitest'
import { SignInRequired } from '../auth/access-token.ts'
import { OrchestratorRefusal } from '../auth/orchestrator-refusal.ts'
import { failureOf, failureOfAnswer } from './failure-of.ts'

const refusal = (answer: ConstructorParameters<typeof OrchestratorRefusal>[0]) =>
  new OrchestratorRefusal(answer)
const authError = (code: string) => new AuthError(code, 'correlation')

test('a claims challenge becomes a step-up that carries the claims unchanged', () => {
  const challenge = { claims: '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}' }
  const failure = failureOf(refusal({ status: 401, error: 'insufficient_claims', challenge }))
  expect(failure).toMatchObject({ action: 'step_up', challenge, who: 'You' })
})

test('an outage says how long to wait and that nobody needs to act', () => {
  const failure = failureOf(refusal({ status: 503, error: 'temporarily_unavailable', retryAfter: 7 }))
  expect(failure).toMatchObject({
    action: 'retry',
    retryAfter: 7,
    title: 'Not available at the moment',
  })
})

test('an outage without Retry-After leaves the moment to the person', () => {
  expect(failureOf(refusal({ status: 503 }))).not.toHaveProperty('retryAfter')
})

test('bad input is shown with what the orchestrator said about it', () => {
  expect(failureOf(refusal({ status: 400, description: 'delegation must be an object' })).what).toBe(
    'Delegation must be an object.',
  )
})

test.each([
  [refusal({ status: 401, error: 'invalid_token' }), 'sign_in'],
  [refusal({ status: 403, error: 'insufficient_scope' }), 'sign_in'],
  [refusal({ status: 403 }), 'none'],
  [refusal({ status: 429, retryAfter: 3 }), 'retry'],
  [refusal({ status: 500 }), 'retry'],
  [new SignInRequired(), 'sign_in'],
  [new InteractionRequiredAuthError('interaction_required', 'correlation'), 'step_up'],
  [authError('popup_window_error'), 'sign_in'],
  [authError('timed_out'), 'sign_in'],
  [authError('access_denied'), 'sign_in'],
  [authError('network_error'), 'retry'],
  [new TypeError('Failed to fetch'), 'retry'],
  [new Error('anything'), 'retry'],
])('%s is offered the action %s', (error, action) => {
  const failure = failureOf(error)
  expect(failure.action).toBe(action)
  for (const words of [failure.title, failure.what, failure.who, failure.how]) expect(words).not.toBe('')
})

test('no failure repeats text of an error, which may hold what was sent', () => {
  const failure = failureOf(new Error('eyJhbGciOi secret'))
  expect(JSON.stringify(failure)).not.toContain('eyJ')
})

test('what the orchestrator wrote into a stream is shown, and its refusals keep their way out', () => {
  expect(failureOfAnswer(new Error('The language model is busy.')).what).toBe('The language model is busy.')
  expect(failureOfAnswer(refusal({ status: 401 })).action).toBe('sign_in')
})

test('sessions that were revoked are told apart from a stronger proof', () => {
  const challenge = { claims: '{"access_token":{"nbf":{"value":"1"}}}' }
  expect(failureOf(refusal({ status: 401, challenge })).what).toContain('revoked')
})

const msal = (subError: string, number?: string) =>
  new InteractionRequiredAuthError('interaction_required', 'corr', '', subError, '', '', '{}', number)

test.each([
  ['a policy, with claims that no person can meet', msal('message_only', '53003'), 'policy', 'administrator'],
  ['an unknown number beside the same suberror', msal('message_only', '99999'), 'policy', 'administrator'],
  ['the device', msal('additional_action'), 'device', 'You'],
  [
    'a disabled account',
    new ServerError('invalid_grant', 'corr', '', '', '50057'),
    'disabled',
    'administrator',
  ],
])('blocked by %s: who can help, and never another sign-in', (_what, error, word, who) => {
  const failure = failureOf(error)
  expect(failure).toMatchObject({ blocked: true, action: 'none', correlationId: 'corr' })
  expect(failure.title).toContain(word)
  expect(failure.who).toContain(who)
})

test('what the orchestrator was refused on the way is shown with its id, whatever challenge comes with it', () => {
  const failure = { kind: 'blocked', remedy: 'contact_administrator', actor: 'administrator' } as const
  const blocked = refusal({
    status: 403,
    challenge: { claims: '{}' },
    failure: { ...failure, correlation_id: 'corr-2' },
  })
  expect(failureOf(blocked)).toMatchObject({ blocked: true, correlationId: 'corr-2' })
})

test('a proof that the person can give is not blocked, whatever its number', () => {
  expect(failureOf(msal('basic_action', '50076'))).toMatchObject({ action: 'step_up' })
})

test('who was only read from has begun nothing, and is named', () => {
  const { what } = failureOf(new TypeError('Failed to fetch'), 'The audit trail')
  expect(what).toBe('The audit trail could not be reached, or the connection broke.')
  expect(failureOf(new TypeError('Failed to fetch')).what).toContain('may have finished')
})
