import { expect, test } from 'vitest'
import { FAILURE_KINDS, FAILURES } from './failure.ts'
import { agreedFailure, relay } from './relay.ts'
import { TokenEndpointError, type TokenEndpointFailure } from './token-endpoint-error.ts'

const CLAIMS = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}'
const POLICIES =
  '{"access_token":{"capolids":{"essential":true,"values":["d0a8ab2e-0000-4000-8000-000000000000"]}}}'

const refused = (failure: Partial<TokenEndpointFailure>, ...error_codes: number[]) =>
  new TokenEndpointError({ status: 400, error: 'invalid_grant', diagnostics: { error_codes }, ...failure })

test.each<[string, Partial<TokenEndpointFailure>, string, string, string]>([
  [
    'interaction_required with claims',
    { error: 'interaction_required', claims: CLAIMS },
    'mfa',
    'step_up',
    'claims_insufficient',
  ],
  ['invalid_grant with claims', { claims: CLAIMS }, 'mfa', 'step_up', 'claims_insufficient'],
  [
    'claims and basic_action',
    { suberror: 'basic_action', claims: CLAIMS },
    'mfa',
    'step_up',
    'claims_insufficient',
  ],
  [
    'a policy that blocks, although claims come with it',
    { error: 'interaction_required', suberror: 'message_only', claims: POLICIES },
    'blocked',
    'contact_administrator',
    'access_blocked',
  ],
  ['access_denied', { error: 'access_denied' }, 'blocked', 'contact_administrator', 'access_blocked'],
  [
    'a device that does not comply, although claims come with it',
    { error: 'interaction_required', suberror: 'additional_action', claims: POLICIES },
    'device',
    'use_compliant_device',
    'device_not_compliant',
  ],
  [
    'interaction_required without claims',
    { error: 'interaction_required' },
    'expired_grant',
    'sign_in_again',
    'sign_in_required',
  ],
  ['invalid_grant', {}, 'expired_grant', 'sign_in_again', 'sign_in_required'],
  [
    'a grant that has ended, whatever the error',
    { error: 'invalid_request', suberror: 'token_expired' },
    'expired_grant',
    'sign_in_again',
    'sign_in_required',
  ],
  ['no consent', { suberror: 'consent_required' }, 'consent', 'ask_consent', 'consent_required'],
  [
    'no consent, although claims come with it',
    { suberror: 'consent_required', claims: CLAIMS },
    'consent',
    'ask_consent',
    'consent_required',
  ],
  [
    'a bad client',
    { status: 401, error: 'invalid_client' },
    'misconfiguration',
    'fix_configuration',
    'exchange_misconfigured',
  ],
  [
    'a 503, whatever it says',
    { status: 503, claims: CLAIMS },
    'outage',
    'retry_later',
    'authorization_server_unavailable',
  ],
  ['throttling', { status: 429, error: 'x' }, 'outage', 'retry_later', 'authorization_server_unavailable'],
  [
    'no answer',
    { status: 0, error: 'temporarily_unavailable' },
    'outage',
    'retry_later',
    'authorization_server_unavailable',
  ],
])(
  '%s has a kind and a remedy, and our caller hears of it',
  { tags: ['CAE-3'] },
  (_title, failure, kind, remedy, reason) => {
    const error = refused(failure)
    expect(error).toMatchObject({ kind, remedy })
    expect(relay(error)).toMatchObject({ reason, params: { failure: { kind, remedy, actor: error.actor } } })
  },
)

test.each(FAILURE_KINDS)('the documented example of %s is one', (kind) => {
  const { example }: { example: { error: string; suberror?: string; claims?: true; code?: number } } =
    FAILURES[kind]
  const { error, suberror, claims, code } = example
  const failure = { error, ...(suberror && { suberror }), ...(claims && { claims: CLAIMS }) }
  expect(refused(failure, ...(code === undefined ? [] : [code])).kind).toBe(kind)
})

test('claims are relayed as they came', () => {
  expect(relay(refused({ claims: CLAIMS })).params.claims).toBe(CLAIMS)
})

test(
  'the claims of a blocked access are not relayed: a step-up would end there again',
  { tags: ['STP-3'] },
  () => {
    expect(relay(refused({ suberror: 'message_only', claims: POLICIES })).params).not.toHaveProperty('claims')
  },
)

test('an outage keeps its Retry-After', () => {
  expect(relay(refused({ status: 429, error: 'x', retryAfter: 7 })).params.retryAfter).toBe(7)
})

test.each([
  [50_057, 'disabled_user', 'administrator'],
  [50_173, 'revoked', 'user'],
  [70_043, 'sign_in_frequency', 'user'],
  [50_105, 'not_assigned', 'administrator'],
  [50_020, 'tenant_mismatch', 'administrator'],
])('the number %i changes the words, not what is done', (code, kind, actor) => {
  const error = refused({}, code)
  expect(error).toMatchObject({ kind, actor, remedy: refused({}).remedy })
  expect(relay(error).reason).toBe(relay(refused({})).reason)
})

test('no AADSTS number decides what is done', () => {
  const answers: Partial<TokenEndpointFailure>[] = [
    {},
    { claims: CLAIMS },
    { suberror: 'message_only' },
    { error: 'invalid_client' },
    { status: 503 },
  ]
  for (const answer of answers) {
    for (const code of FAILURE_KINDS.flatMap((kind): readonly number[] => FAILURES[kind].codes)) {
      expect(refused(answer, code).remedy).toBe(refused(answer).remedy)
    }
  }
})

test('each number is an example of one kind', () => {
  const codes = FAILURE_KINDS.flatMap((kind): readonly number[] => FAILURES[kind].codes)
  expect(new Set(codes).size).toBe(codes.length)
})

test("the next tier's account is taken where it agrees with its status, and only there", () => {
  const { failure } = relay(refused({ suberror: 'message_only' })).params
  expect(agreedFailure(failure, 'access_blocked')).toEqual({ failure })
  expect(agreedFailure(failure, 'sign_in_required')).toEqual({})
  const outage = relay(refused({ status: 503 })).params.failure
  expect(agreedFailure(outage, 'resource_unavailable')).toEqual({ failure: outage })
})
