import { describe, expect, test } from 'vitest'
import { registration } from '@chain-of-trust/service-kit'
import { ALICE, BOB } from '../tenant.fixture.ts'
import { DEFAULT_POLICIES } from './default-policies.ts'
import { evaluate, heldContexts } from './evaluate.ts'
import { Policies, Policy } from './policy.ts'
import type { Situation } from './situation.ts'
import { policyOf } from './policy.fixture.ts'

const NOW = 1_800_000_000
const USUAL = { oid: ALICE, risk: 'none', device: 'compliant', location: 'Headquarters' } as const
const situation = (changes: Partial<Situation> = {}): Situation => ({
  account: USUAL,
  resources: [registration('mcp-sharepoint')],
  evidence: { authenticatedAt: NOW - 100, acrs: [] },
  asked: { contexts: [], policies: [] },
  now: NOW,
  ...changes,
})
const BLOCK = { control: 'block' }
const outcome = (conditions: Record<string, unknown>, changes: Partial<Situation> = {}) =>
  evaluate([policyOf({ conditions, grantControls: BLOCK })], situation(changes)).outcome

test('the policies of a new tenant stop nobody', () => {
  expect(evaluate(DEFAULT_POLICIES, situation()).outcome).toBe('allow')
  expect(evaluate(DEFAULT_POLICIES, situation({ resources: [] })).outcome).toBe('allow')
})

test.each([
  [{ risk: 'high' }, { outcome: 'block', because: 'risk' }],
  [{ risk: 'medium' }, { outcome: 'allow' }],
  [{ device: 'notCompliant' }, { outcome: 'device' }],
  [{ location: 'Unknown place' }, { outcome: 'block', because: 'location' }],
  [{ location: 'Home office' }, { outcome: 'allow' }],
] as const)('with the policies of a new tenant, %j is %j', (account, decision) => {
  expect(evaluate(DEFAULT_POLICIES, situation({ account: { ...USUAL, ...account } }))).toMatchObject(decision)
})

describe('a policy is about', () => {
  test.each<[string, Record<string, unknown>, Partial<Situation>]>([
    ['its applications', { applications: ['mcp-sharepoint'] }, {}],
    ['its users', { users: [ALICE] }, {}],
    ['everybody but', { users: { include: 'all', exclude: [BOB] } }, {}],
    ['its places', { locations: { include: ['Headquarters'] } }, {}],
    ['trusted places', { locations: { include: 'allTrusted' } }, {}],
    ['its devices', { device: 'compliant' }, {}],
    ['its risks', { userRiskLevels: ['none'] }, {}],
    [
      'an authentication context that is asked for',
      { authenticationContexts: ['c1'] },
      { asked: { contexts: ['c1'], policies: [] } },
    ],
    ['the sign-in itself, if it is about everything', {}, { resources: [] }],
  ])('%s', (_, conditions, changes) => {
    expect(outcome(conditions, changes)).toBe('block')
  })
})

describe('a policy is not about', () => {
  test.each<[string, Record<string, unknown>, Partial<Situation>]>([
    ['other applications', { applications: ['mock-graph'] }, {}],
    ['other users', { users: [BOB] }, {}],
    ['excluded users', { users: { include: 'all', exclude: [ALICE] } }, {}],
    ['other places', { locations: { include: ['Unknown place'] } }, {}],
    ['excluded places', { locations: { include: 'all', exclude: 'allTrusted' } }, {}],
    ['other devices', { device: 'notCompliant' }, {}],
    ['other risks', { userRiskLevels: ['low', 'high'] }, {}],
    ['an authentication context that nobody asks for', { authenticationContexts: ['c1'] }, {}],
    [
      'somebody else, although a challenge names it',
      { users: [BOB] },
      { asked: { contexts: [], policies: ['cccccccc-0000-4000-8000-000000000001'] } },
    ],
  ])('%s', (_, conditions, changes) => {
    expect(outcome(conditions, changes)).toBe('allow')
  })
})

test(
  'a block outweighs a device, a device an old sign-in, that a missing second factor',
  { tags: ['CAE-3'] },
  () => {
    const policies = [
      policyOf({ grantControls: { control: 'mfa' } }),
      policyOf({ sessionControls: { signInFrequency: 10 } }),
      policyOf({ grantControls: { control: 'compliantDevice' } }),
      policyOf({ grantControls: BLOCK }),
    ]
    const account = { ...USUAL, device: 'notCompliant' } as const
    const outcomes = [4, 3, 2, 1].map(
      (count) => evaluate(policies.slice(0, count), situation({ account })).outcome,
    )
    expect(outcomes).toEqual(['block', 'device', 'sign_in', 'mfa'])
  },
)

test('a second factor counts for the maxAge of the policy, and then has expired', () => {
  const policies = [policyOf({ grantControls: { control: 'mfa', maxAge: 300 } })]
  const given = (mfaAt: number) => situation({ evidence: { authenticatedAt: NOW - 9999, mfaAt, acrs: [] } })
  expect(evaluate(policies, given(NOW - 300)).outcome).toBe('allow')
  expect(evaluate(policies, given(NOW - 301))).toMatchObject({ outcome: 'mfa', expired: true })
  expect(evaluate(policies, situation())).toMatchObject({ outcome: 'mfa', expired: false })
})

test('an authentication context without a policy is asked for all the same', () => {
  const asked = { contexts: ['c1'], policies: [] }
  expect(evaluate([], situation({ asked }))).toMatchObject({ outcome: 'mfa', contexts: ['c1'], policies: [] })
})

test('a context that a person no longer satisfies is not in the next token', () => {
  const policies = [
    policyOf({
      conditions: { authenticationContexts: ['c2'] },
      sessionControls: { signInFrequency: 900 },
    }),
  ]
  const evidence = { authenticatedAt: NOW - 901, mfaAt: NOW - 901, acrs: ['c1', 'c2'] }
  expect(heldContexts(policies, situation({ evidence }))).toEqual(['c1'])
  expect(heldContexts(policies, situation({ evidence, now: NOW - 1 }))).toEqual(['c1', 'c2'])
  // Asked for again it is a challenge by that context, which a new sign-in answers.
  const asked = { contexts: ['c2'], policies: [] }
  expect(evaluate(policies, situation({ evidence, asked }))).toMatchObject({
    outcome: 'sign_in',
    contexts: ['c2'],
  })
})

test('a policy that demands nothing, and two of one id, are refused', () => {
  const { grantControls: _, ...nothing } = policyOf({ grantControls: BLOCK })
  expect(Policy.safeParse(nothing).success).toBe(false)
  const twice = [policyOf({ grantControls: BLOCK }), policyOf({ grantControls: BLOCK })]
  expect(Policies.safeParse(twice).success).toBe(false)
})
