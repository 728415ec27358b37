import { expect, test } from 'vitest'
import { relay, TokenEndpointError, type TokenEndpointFailure } from './token-endpoint-error.ts'

const CLAIMS = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}'

test.each<[string, TokenEndpointFailure, string, string]>([
  [
    'interaction_required with claims',
    { status: 400, error: 'interaction_required', claims: CLAIMS },
    'step_up',
    'claims_insufficient',
  ],
  [
    'invalid_grant with claims',
    { status: 400, error: 'invalid_grant', claims: CLAIMS },
    'step_up',
    'claims_insufficient',
  ],
  [
    'interaction_required without claims',
    { status: 400, error: 'interaction_required' },
    'step_up',
    'sign_in_required',
  ],
  ['invalid_grant', { status: 400, error: 'invalid_grant' }, 'sign_in_again', 'sign_in_required'],
  [
    'no consent',
    { status: 400, error: 'invalid_grant', suberror: 'consent_required' },
    'ask_consent',
    'consent_required',
  ],
  ['a bad client', { status: 401, error: 'invalid_client' }, 'fix_configuration', 'exchange_misconfigured'],
  ['a 503', { status: 503, error: 'server_error' }, 'retry_later', 'authorization_server_unavailable'],
  [
    'throttling',
    { status: 429, error: 'x', retryAfter: 7 },
    'retry_later',
    'authorization_server_unavailable',
  ],
  [
    'no answer',
    { status: 0, error: 'temporarily_unavailable' },
    'retry_later',
    'authorization_server_unavailable',
  ],
])('%s has a remedy, and our caller hears of it', (_title, failure, remedy, reason) => {
  const error = new TokenEndpointError(failure)
  expect(error.remedy).toBe(remedy)
  expect(relay(error).reason).toBe(reason)
})

test('claims are relayed as they came', () => {
  const refusal = relay(new TokenEndpointError({ status: 400, error: 'invalid_grant', claims: CLAIMS }))
  expect(refusal.params.claims).toBe(CLAIMS)
})

test('an outage keeps its Retry-After', () => {
  expect(relay(new TokenEndpointError({ status: 429, error: 'x', retryAfter: 7 })).params.retryAfter).toBe(7)
})

test('the AADSTS number decides nothing', () => {
  const plain = new TokenEndpointError({ status: 400, error: 'invalid_grant' })
  const coded = new TokenEndpointError({
    status: 400,
    error: 'invalid_grant',
    diagnostics: { error_codes: [50076] },
  })
  expect(coded.remedy).toBe(plain.remedy)
})
