import { expect, test } from 'vitest'
import type { RefusalOutput } from '../tools/tool-output.ts'
import { challengeDigest, needsOf, waitingRefusal } from './needs.ts'
import type { Needs } from './operation.ts'
import { operation } from './operations.fixture.ts'

const CLAIMS = btoa('{"access_token":{}}')
const said = { by: 's', reason: 'No.' }

test.for<[Partial<RefusalOutput>, Needs['kind'] | undefined]>([
  [{ remedy: 'step_up', claims: CLAIMS }, 'step_up'],
  [{ remedy: 'step_up', acrValues: ['urn:a'] }, 'step_up'],
  [{ remedy: 'step_up', maxAge: 300 }, 'step_up'],
  [{ remedy: 'ask_consent', scopes: ['r/S'] }, 'consent'],
  [{ remedy: 'sign_in_again' }, 'sign_in'],
  // Nothing is said of what to prove.
  [{ remedy: 'step_up' }, undefined],
  // Entra says "blocked", and "not on this device", with claims beside.
  [{ remedy: 'contact_administrator', claims: CLAIMS }, undefined],
  [{ remedy: 'use_compliant_device', claims: CLAIMS }, undefined],
  [{ remedy: 'retry_later' }, undefined],
  [{ remedy: 'fix_configuration' }, undefined],
  [{ claims: CLAIMS }, undefined],
])('%j needs of the person: %s', ([refusal, kind]) => {
  expect(needsOf({ ...said, ...refusal })?.kind).toBe(kind)
})

test('a challenge is the same whoever words it, and in whatever order', () => {
  const asked: Needs = { kind: 'consent', ...said, scopes: ['a', 'b'] }
  expect(challengeDigest({ ...asked, by: 'x', reason: 'y', scopes: ['b', 'a'] })).toBe(challengeDigest(asked))
  const others: Needs[] = [
    { ...asked, scopes: ['a'] },
    { kind: 'sign_in', ...said },
    { kind: 'step_up', ...said, claims: CLAIMS },
    { kind: 'step_up', ...said, maxAge: 1 },
    { kind: 'step_up', ...said, maxAge: 2 },
    { kind: 'step_up', ...said, acrValues: ['a', 'b'] },
  ]
  expect(new Set([asked, ...others].map(challengeDigest)).size).toBe(7)
})

test.for<[Needs, string, object]>([
  [{ kind: 'step_up', ...said, claims: CLAIMS }, 'claims_insufficient', { claims: '{"access_token":{}}' }],
  [
    { kind: 'step_up', ...said, acrValues: ['a'], maxAge: 3 },
    'authentication_insufficient',
    { acrValues: ['a'], maxAge: 3 },
  ],
  [{ kind: 'consent', ...said, scopes: ['r/S'] }, 'consent_required', { scopes: ['r/S'] }],
  [{ kind: 'sign_in', ...said }, 'sign_in_required', {}],
])('asked again, %j is the refusal %s', ([needs, reason, params]) => {
  const refusal = { by: 'authorization server', reason: '', kind: 'mfa', correlationId: 'c' } as const
  const told = waitingRefusal(needs, operation(), refusal)
  expect(told).toMatchObject({
    reason,
    params: {
      ...params,
      operation: { id: 'op', expiresAt: '1970-01-01T00:00:01.000Z' },
      failure: { kind: 'mfa', correlation_id: 'c' },
    },
  })
})
